package dev.weir.bench;

import dev.weir.account.Level;
import dev.weir.challenge.Challenge;
import dev.weir.challenge.Challenge.State;
import dev.weir.challenge.ChallengeStore;
import dev.weir.challenge.Kind;
import dev.weir.cohort.Activity;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Member;
import dev.weir.cohort.ModelUse;
import dev.weir.cohort.Sighting;
import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.DecisionId;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.LimitStore;
import dev.weir.limit.Measure;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Measures how many bytes of the heap each thing takes that callers can fill a memory store with.
 */
final class MemoryFootprint {
  private static final long NOW = 1_800_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final int COUNT = 200_000;
  private static final int ENOUGH = 10_000_000;
  private static final MemoryConfig BOUNDS =
      new MemoryConfig(ENOUGH, ENOUGH, ENOUGH, ENOUGH, ENOUGH, ENOUGH);

  private static final TokenWeights WEIGHTS = new TokenWeights(1, 1);

  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final RandomGenerator random = new SplittableRandom(1);

  private MemoryFootprint() {}

  public static void main(String[] arguments) {
    System.out.println("| what | how many | bytes each |");
    System.out.println("|---|---|---|");
    new MemoryFootprint().run();
  }

  private void run() {
    for (int limits : new int[] {1, 3, 6}) {
      measure("subject with " + limits + " limits", store -> acquire(store, limits, false, ""));
      measure(
          "the same, and a reservation of all of them", store -> acquire(store, limits, true, ""));
      measure(
          "the same without a reservation, and an outcome kept for retries",
          store -> acquire(store, limits, false, "retry"));
    }
    measure("challenge", this::openChallenges);
    measure("what is used once", this::use);
    measure("cohort of one member", store -> observe(store, 1));
    measure("member of a cohort of 64", store -> observe(store, 64));
  }

  private void measure(String what, Consumer<MemoryStore> fill) {
    try (MemoryStore store = new MemoryStore(() -> NOW, BOUNDS)) {
      long before = used();
      fill.accept(store);
      long bytes = used() - before;
      System.out.printf("| %s | %,d | %d |%n", what, COUNT, bytes / COUNT);
      // Held until here, so that the collector leaves it.
      store.tidy(NOW);
    }
  }

  private long used() {
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  private void acquire(MemoryStore store, int limits, boolean settles, String retry) {
    LimitStore counted = store.limits();
    List<LimitSpec> specs =
        IntStream.range(0, limits)
            .mapToObj(
                number ->
                    new LimitSpec(
                        "limit-" + number,
                        settles ? Measure.TOKENS : Measure.REQUESTS,
                        Algorithm.SLIDING_WINDOW,
                        MINUTE))
            .toList();
    for (int i = 0; i < COUNT; i++) {
      Subject subject = new Subject("account:customer-" + i, i & 0x3fff);
      List<Demand> demands =
          specs.stream().map(limit -> new Demand(limit, subject, 1_000, 1, WEIGHTS, true)).toList();
      String retryKey = retry.isEmpty() ? "" : "customer-" + i + '\0' + retry + i;
      Acquisition acquisition =
          new Acquisition(
              DecisionId.create(NOW, subject.tag(), random), retryKey, demands, MINUTE, 0);
      join(counted.acquire(acquisition, NOW));
    }
  }

  private void openChallenges(MemoryStore store) {
    ChallengeStore challenges = store.challenges();
    for (int i = 0; i < COUNT; i++) {
      Challenge challenge =
          new Challenge(
              DecisionId.create(NOW, 0, random),
              "customer-" + i,
              "unverified_bursts",
              "digest",
              List.of(Kind.EMAIL),
              "https://verify.example/" + i,
              "0123456789abcdef0123456789abcdef",
              NOW,
              NOW + MINUTE,
              State.OPEN);
      join(challenges.open(challenge, NOW, Long.MAX_VALUE));
    }
  }

  private void use(MemoryStore store) {
    for (int i = 0; i < COUNT; i++) {
      String id = DecisionId.create(NOW, 0, random);
      join(
          store
              .challenges()
              .useOnce(new ChallengeStore.Use(id, "", NOW + MINUTE), NOW, Long.MAX_VALUE));
    }
  }

  private void observe(MemoryStore store, int members) {
    CohortStore cohorts = store.cohorts();
    for (int i = 0; i < COUNT; i += members) {
      List<Sighting> sightings = new ArrayList<>();
      Cohort.Key key = new Cohort.Key("device", random.nextLong());
      for (int member = 0; member < members; member++) {
        sightings.add(new Sighting(key, member()));
      }
      join(cohorts.observe(sightings, NOW));
    }
  }

  private Member member() {
    return new Member(
        random.nextLong(),
        random.nextInt(),
        Level.NONE,
        NOW,
        false,
        false,
        NOW,
        NOW,
        Activity.at(NOW),
        ModelUse.NONE);
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
