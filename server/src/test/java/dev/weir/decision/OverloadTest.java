package dev.weir.decision;

import static dev.weir.decision.EngineFixture.NOW;
import static dev.weir.decision.EngineFixture.facts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sends more than a store can do, in time that is made up: requests come at random, the store
 * answers one after the other, and whom it has not answered when the budget ends is answered
 * without it, while the store goes on with what nobody waits for.
 */
final class OverloadTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long BUDGET = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long NETWORK = TimeUnit.MICROSECONDS.toNanos(300);

  private final Random random = new Random(1);
  private final EngineFixture fixture = new EngineFixture();
  private final PriorityQueue<Answer> answers = new PriorityQueue<>();
  private long nanos;
  private long idleFrom;
  private double perSecond;
  private long good;

  private record Answer(long at, boolean inTime, CompletableFuture<Decision> stage)
      implements Comparable<Answer> {
    @Override
    public int compareTo(Answer other) {
      return Long.compare(at, other.at);
    }
  }

  private CompletionStage<Decision> ask(Facts facts, long now, Budget budget) {
    idleFrom = Math.max(idleFrom, nanos) + exponential(perSecond);
    long at = Math.min(idleFrom + NETWORK, nanos + BUDGET);
    Answer answer = new Answer(at, at < nanos + BUDGET, new CompletableFuture<>());
    answers.add(answer);
    return answer.stage;
  }

  private void answerUntil(long end) {
    while (!answers.isEmpty() && answers.element().at <= end) {
      Answer answer = answers.remove();
      nanos = answer.at;
      good += answer.inTime ? 1 : 0;
      answer.stage.complete(Decision.failure(fixture, "", "", Level.NONE, ""));
    }
    nanos = end;
  }

  private long exponential(double rate) {
    return (long) (-Math.log(1 - random.nextDouble()) * SECOND / rate);
  }

  /** Returns how many a second get the store's answer in time, once the limit has settled. */
  private long goodput(InFlightLimit limit, double load) {
    answers.clear();
    nanos = 0;
    idleFrom = 0;
    Engine engine =
        new BulkheadEngine(
            this::ask, () -> fixture, fixture, limit, () -> nanos, random, DecisionObserver.NONE);
    long settled = 0;
    while (nanos < 4 * SECOND) {
      answerUntil(nanos + exponential(load * perSecond));
      settled = nanos < 2 * SECOND ? good : settled;
      var _ = engine.decide(facts("", ""), NOW, Budget.of(BUDGET, () -> nanos));
    }
    return (good - settled) / 2;
  }

  @ParameterizedTest
  @ValueSource(longs = {8_000, 40_000})
  void twiceWhatTheStoreCanDoCostsNoTenthOfWhatItDoes(long capacity) {
    perSecond = capacity;
    long peak = 0;
    for (double load : new double[] {0.8, 0.9, 1, 1.1}) {
      peak = Math.max(peak, goodput(InFlightLimit.adaptive(16, 10_000), load));
    }
    long twice = goodput(InFlightLimit.adaptive(16, 10_000), 2);

    assertThat(twice).as("peak %d", peak).isGreaterThan(peak * 9 / 10);
    assertThat(goodput(InFlightLimit.fixed(10_000), 2)).as("without a limit that adapts").isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {8_000, 40_000})
  void shedsNobodyWhereTheStoreKeepsUp(long capacity) {
    perSecond = capacity;
    InFlightLimit limit = InFlightLimit.adaptive(16, 10_000);
    var _ = goodput(limit, 0.8);

    assertThat(limit.shed()).isZero();
    assertThat(limit.limit()).isEqualTo(10_000);
  }
}
