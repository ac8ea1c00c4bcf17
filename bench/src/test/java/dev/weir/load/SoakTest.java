package dev.weir.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.load.LoadReport.Setup;
import dev.weir.load.SoakFaults.Fault;
import dev.weir.policy.PolicyCompiler;
import dev.weir.testing.Run;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.Evidence;
import dev.weir.v1.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a soak draws, counts and finds; and one in small, with processes of its own. */
final class SoakTest {
  @TempDir private Path folder;

  @Test
  void drawsFaultsOneAfterTheOtherThatEndBeforeTheLastSeconds() {
    Duration duration = Duration.ofMinutes(30);
    for (long seed = 0; seed < 100; seed++) {
      List<Fault> faults = SoakFaults.draw(duration, Duration.ofSeconds(20), seed);
      assertThat(faults).isEqualTo(SoakFaults.draw(duration, Duration.ofSeconds(20), seed));
      assertThat(faults).hasSizeBetween(50, 120);
      double end = 0;
      for (Fault fault : faults) {
        assertThat(fault.from()).isGreaterThan(end);
        assertThat(fault.to() - fault.from()).isBetween(0.19, 10.01);
        end = fault.to();
      }
      assertThat(end).isLessThanOrEqualTo(1_790);
    }
  }

  /** What seeds stand for that documents name. */
  @Test
  void drawsTheFaultsThatAreDocumented() {
    List<Fault> faults = SoakFaults.draw(Duration.ofMinutes(30), Duration.ofSeconds(60), 11);

    assertThat(faults).hasSize(29);
    assertThat(faults).filteredOn(fault -> fault.kind() == Outage.Kind.KILLED).hasSize(16);
    assertThat(lengths(faults)).isBetween(138.5, 139.5);
  }

  @Test
  void theExampleForAMinuteTriesAll() {
    assertThat(SoakCommand.class.getAnnotation(Command.class).footer())
        .contains("  weir soak --duration 60s --every 15s --accounts 100");
    for (long seed = 0; seed < 1_000; seed++) {
      List<Fault> faults = SoakFaults.draw(Duration.ofSeconds(60), Duration.ofSeconds(15), seed);
      assertThat(faults).as("seed %d", seed).isNotEmpty();
      // At 1,000/s, an account asks ten times a second; warming up is not even counted here.
      assertThat((60 - lengths(faults)) * 1_000 / 100)
          .as("seed %d: what an account asks of a Redis that answers", seed)
          .isGreaterThan(SoakPolicy.TIGHT_MAX);
    }
  }

  @Test
  void tellsWhenRedisSufferedAndThatItAnswersAgain() throws Exception {
    List<Fault> planned =
        List.of(new Fault(Outage.Kind.STOPPED, 0, 0.1), new Fault(Outage.Kind.KILLED, 0.2, 0.3));
    try (LocalRedis redis = LocalRedis.start(folder)) {
      redis.awaitReady();
      try (SoakFaults faults = SoakFaults.start(redis, planned, System::nanoTime)) {
        List<Fault> done = faults.await();

        assertThat(redis.answers()).isTrue();
        assertThat(done).hasSize(2);
        Fault stopped = done.getFirst();
        Fault killed = done.getLast();
        assertThat(stopped.kind()).isEqualTo(Outage.Kind.STOPPED);
        assertThat(stopped.from()).isBetween(0.0, 10.0);
        assertThat(stopped.to()).isBetween(stopped.from(), 20.0);
        assertThat(killed.kind()).isEqualTo(Outage.Kind.KILLED);
        assertThat(killed.from()).isGreaterThanOrEqualTo(Math.max(0.2, stopped.to()));
        assertThat(killed.to()).as("it takes a while to start").isGreaterThan(0.3);
      }
    }
  }

  @Test
  @Timeout(60)
  void theNextFaultIsInTimeThoughRedisIsNotReadyYet() throws Exception {
    Path starts = folder.resolve("starts");
    Path never = folder.resolve("never-ready");
    Files.writeString(
        never,
        """
        #!/bin/sh
        echo >> '%1$s'
        [ $(wc -l < '%1$s') -lt 3 ] || { echo the third; exit 1; }
        exec sleep 600
        """
            .formatted(starts));
    assertThat(never.toFile().setExecutable(true)).isTrue();
    // By this clock, a second passes with each start.
    LongSupplier ticker = () -> TimeUnit.SECONDS.toNanos(starts.toFile().length());
    List<Fault> planned =
        List.of(new Fault(Outage.Kind.KILLED, 0, 0), new Fault(Outage.Kind.KILLED, 1, 1));
    try (LocalRedis redis = LocalRedis.start(never, folder, List.of())) {
      redis.await(() -> starts.toFile().length() > 0, Duration.ofSeconds(20));
      try (SoakFaults faults = SoakFaults.start(redis, planned, ticker)) {
        assertThatThrownBy(faults::await)
            .isInstanceOf(IOException.class)
            .hasMessage("redis-server ended: the third");
      }
    }
  }

  @Test
  void aFaultThatCannotBeDoneIsTold() throws Exception {
    List<Fault> planned = List.of(new Fault(Outage.Kind.STOPPED, 0, 0.1));
    try (LocalRedis redis = LocalRedis.start(folder)) {
      redis.awaitReady();
      redis.kill();
      try (SoakFaults faults = SoakFaults.start(redis, planned, System::nanoTime)) {
        assertThatThrownBy(faults::await)
            .isInstanceOf(IOException.class)
            .hasMessage("redis-server did not get the signal STOP: kill returned 1");
        assertThatThrownBy(faults::check).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  @Timeout(300)
  void aFaultThatCannotBeDoneEndsTheSoakAtOnce() throws Exception {
    // As a defect would, of which nobody expects it.
    LongSupplier ticker =
        () -> {
          if (Thread.currentThread().getName().equals("weir-soak-faults")) {
            throw new IllegalStateException("no time");
          }
          return System.nanoTime();
        };
    LoadPlan plan =
        new LoadPlan(
            10,
            Duration.ofMillis(1),
            Duration.ofHours(1),
            100,
            Duration.ofMillis(5),
            Duration.ofSeconds(10));
    Setup setup = new Setup("soak", "two replicas", 1, 10, 0, List.of(), plan);
    List<Fault> planned = List.of(new Fault(Outage.Kind.STOPPED, 1, 2));
    try (Rig rig = Rig.create(List.of())) {
      assertThatThrownBy(() -> new Soak(setup, "run", ticker).run(rig, planned, _ -> {}))
          .isInstanceOf(IOException.class)
          .hasMessage("what is done to Redis failed: java.lang.IllegalStateException: no time");
    }
  }

  @Test
  void countsWhoAdmittedWhat() {
    SoakChecks checks = new SoakChecks(30, "run");
    SoakLedger ledger = new SoakLedger(checks);
    ledger.add(answer(checks, 7, Verdict.ALLOW, Evidence.COMPLETE));
    ledger.add(answer(checks, 37, Verdict.ALLOW, Evidence.COMPLETE));
    ledger.add(answer(checks, 67, Verdict.ALLOW, Evidence.LOCAL));
    ledger.add(answer(checks, 97, Verdict.DENY, Evidence.COMPLETE));
    ledger.add(answer(checks, 8, Verdict.ALLOW, Evidence.NONE));
    ledger.add(answer(checks, 38, Verdict.DENY, Evidence.LOCAL));

    assertThat(ledger.byStore(7)).isEqualTo(2);
    assertThat(ledger.byReplica(7)).isEqualTo(1);
    assertThat(ledger.byStore(8)).isZero();
    assertThat(ledger.byReplica(8)).isEqualTo(1);
    assertThat(ledger.usedUp(7)).isTrue();
    assertThat(ledger.usedUp(8)).as("denied by a replica alone").isFalse();
  }

  @Test
  void itsPolicyLoads() {
    String yaml = SoakPolicy.yaml(Duration.ofMillis(5));
    assertThat(PolicyCompiler.compile("soak.yaml", yaml).problems()).isEmpty();
  }

  /** Seconds of what {@code weir soak} does for long: two replicas, and a Redis that is killed. */
  @Test
  void allThatIsAdmittedIsCountedThoughRedisIsKilled() {
    Run run =
        Run.of(
            folder,
            environment -> new Object[] {new SoakCommand(environment, System::nanoTime)},
            "soak --rate 300 --duration 15s --warm-up 1s --every 2s --seed 17 --accounts 20 --json"
                .split(" ", -1));

    assertThat(run.err()).isEmpty();
    JsonNode report = JsonMapper.shared().readTree(run.out());
    // How much Redis is asked in these seconds goes with the machine; that it was too little to use
    // up a limit there is to be said, and is no request too many.
    assertThat(report.path("problems"))
        .allMatch(
            problem -> problem.asString().startsWith("no account used up its limit in Redis"));
    assertThat(run.exitCode()).isEqualTo(report.path("problems").isEmpty() ? 0 : 1);
    assertThat(report.path("faults"))
        .isNotEmpty()
        .anyMatch(fault -> fault.path("kind").asString().equals("KILLED"));
    assertThat(report.path("load").path("errors")).isEmpty();
    assertThat(report.path("open").path("admitted_by_redis").asLong()).isPositive();
    assertThat(report.path("open").path("admitted_by_replicas").asLong()).isPositive();
    assertThat(report.path("open").path("missing").asLong()).isZero();
    assertThat(report.path("tight").path("accounts").asInt()).isEqualTo(2);
    assertThat(report.path("replicas")).hasSize(2);
  }

  private static double lengths(List<Fault> faults) {
    return faults.stream().mapToDouble(fault -> fault.to() - fault.from()).sum();
  }

  private static CheckResponse answer(
      SoakChecks checks, long number, Verdict verdict, Evidence evidence) {
    return CheckResponse.newBuilder()
        .setRequestId(checks.next(number).getRequestId())
        .setVerdict(verdict)
        .setEvidence(evidence)
        .build();
  }
}
