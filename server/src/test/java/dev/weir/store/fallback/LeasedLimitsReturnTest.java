package dev.weir.store.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.weir.limit.Acquisition;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.Outcome;
import dev.weir.limit.Usage;
import dev.weir.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What becomes of slices where a check is retried, refused, released or settled. */
final class LeasedLimitsReturnTest extends LeasedLimitsCase {
  @Test
  void putsBackWhatAnotherLimitRefuses() {
    long left = warm(NOW);
    LimitStatus before = at(NOW, leased(MAX)).limits().getFirst();

    Outcome refused = at(NOW, leased(MAX), tokens(1_001));

    assertThat(refused.admitted()).isFalse();
    assertThat(refused.limits()).first().isEqualTo(before);
    assertThat(refused.exceeded("tokens")).isTrue();
    assertThat(limits.unspent()).isEqualTo(left - 1);
  }

  @Test
  void putsBackWhereTheStoreFails() {
    long left = warm(NOW);
    shared.gone(true);

    assertThat(catchThrowable(() -> at(NOW, leased(MAX), tokens(1))))
        .hasCauseInstanceOf(StoreException.class);

    assertThat(limits.unspent()).isEqualTo(left);
    assertThat(at(NOW, leased(MAX)).admitted()).as("without the store").isTrue();
  }

  @Test
  void putsBackForARetryThatTheStoreKnows() {
    Acquisition first = acquisition("r", leased(MAX), tokens(1));
    at(limits, NOW, first);
    long left = warm(NOW);

    Outcome retried = at(limits, NOW, acquisition("r", leased(MAX), tokens(1)));

    assertThat(retried.repeated()).isTrue();
    assertThat(retried.decisionId()).isEqualTo(first.decisionId());
    assertThat(limits.unspent()).isEqualTo(left);
  }

  @Test
  void givesBackToTheStoreWhatIsPutBackTooLate() {
    long left = warm(NOW);
    long checks = shared.counted() - left;
    CompletableFuture<Void> answer = new CompletableFuture<>();
    shared.answersAfter(answer);
    CompletionStage<Outcome> refused =
        limits.acquire(acquisition("", leased(MAX), tokens(1_001)), NOW);
    limits.tidy(NOW + 1_000);
    assertThat(limits.unspent()).isZero();

    answer.complete(null);

    assertThat(get(refused).admitted()).isFalse();
    assertThat(limits.unspent()).isZero();
    assertThat(shared.counted()).isEqualTo(checks);
  }

  @Test
  void givesARetryTheFirstOutcomeAtThisReplica() {
    warm(NOW);
    Acquisition first = acquisition("r", leased(MAX));
    at(limits, NOW, first);
    long counted = shared.counted();
    long left = limits.unspent();

    Outcome retried = at(limits, NOW + 500, acquisition("r", leased(MAX)));

    assertThat(retried.repeated()).isTrue();
    assertThat(retried.admitted()).isTrue();
    assertThat(retried.decisionId()).isEqualTo(first.decisionId());
    assertThat(limits.unspent()).isEqualTo(left);
    assertThat(shared.counted()).isEqualTo(counted);
    assertThat(at(limits, NOW + 60_000, acquisition("r", leased(MAX))).repeated()).isFalse();
  }

  @Test
  void givesARetryTheFirstOutcomeThoughTheStoreCountedIt() {
    Acquisition first = acquisition("r", leased(MAX));
    at(limits, NOW, first);
    warm(NOW);
    assertThat(at(limits, NOW, acquisition("r", leased(MAX))).decisionId())
        .isEqualTo(first.decisionId());
  }

  @Test
  void countsARetryAgainAtAnotherReplica() {
    warm(NOW);
    at(limits, NOW, acquisition("r", leased(MAX)));

    Outcome elsewhere = at(replica(), NOW, acquisition("r", leased(MAX)));

    assertThat(elsewhere.admitted()).isTrue();
    assertThat(elsewhere.repeated()).isFalse();
  }

  @Test
  void forgetsWhatIsGivenBack() {
    warm(NOW);
    Acquisition first = acquisition("r", leased(MAX));
    at(limits, NOW, first);
    long used = used(NOW);

    get(limits.release(first, NOW, NOW));

    assertThat(used(NOW)).isEqualTo(used - 1);
    assertThat(at(limits, NOW, acquisition("r", leased(MAX))).repeated()).isFalse();
  }

  /** Each side gets back what it counted, and the reservation is gone. */
  @Test
  void releasesWhatWasCountedPartlyHere() {
    long left = warm(NOW);
    long used = used(NOW);
    Acquisition both = acquisition("", leased(MAX), tokens(10));
    at(limits, NOW, both);

    get(limits.release(both, NOW, NOW));

    assertThat(limits.unspent()).isEqualTo(left);
    assertThat(used(NOW)).isEqualTo(used);
    assertThat(at(NOW, tokens(1_000)).admitted()).as("tokens").isTrue();
    assertThat(get(limits.settle(new Usage(both.decisionId(), 1, 1), NOW))).isFalse();
  }

  @Test
  void settlesNothing() {
    warm(NOW);
    Acquisition request = acquisition("", leased(MAX));
    at(limits, NOW, request);
    assertThat(get(limits.settle(new Usage(request.decisionId(), 10, 10), NOW))).isFalse();
  }
}
