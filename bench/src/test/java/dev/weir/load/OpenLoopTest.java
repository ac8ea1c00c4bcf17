package dev.weir.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.config.Endpoint;
import dev.weir.load.OpenLoop.Watcher;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceImplBase;
import dev.weir.v1.Evidence;
import dev.weir.v1.Verdict;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class OpenLoopTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final LongSupplier CLOCK = System::nanoTime;

  /** Decides nothing, and tells each call's number to those that do something with it. */
  private interface Service {
    void check(long number, StreamObserver<CheckResponse> observer) throws InterruptedException;
  }

  @Test
  void aStallCountsForAllThatWereToBeSentMeanwhile() throws Exception {
    // At 1,000 checks/s for a second, one stall of 400 ms delays 400 of them, by 200 ms on average.
    // A load generator that waits for answers would have seen one slow check of a thousand or two.
    LoadReport report =
        run(
            plan(1_000, SECOND, 10_000, PATIENT),
            CLOCK,
            (number, observer) -> {
              if (number == 500) {
                stall(Duration.ofMillis(400));
              }
              answer(observer, Evidence.COMPLETE);
            });

    assertThat(report.planned()).isEqualTo(1_000);
    assertThat(report.answered()).isEqualTo(1_000);
    assertThat(report.notSent()).isZero();
    assertThat(report.latency().get("max")).isGreaterThanOrEqualTo(399);
    assertThat(report.latency().get("p99")).isGreaterThan(350);
    assertThat(report.latency().get("p90")).isGreaterThan(250);
    assertThat(report.withinBudget()).isLessThan(0.7);
    assertThat(report.timeline()).hasSize(1);
    assertThat(report.timeline().get(0).p99()).isGreaterThan(350);
  }

  @Test
  void whatWouldBeTooMuchInFlightIsCountedAndNotDelayed() throws Exception {
    LoadReport report =
        run(
            plan(100, SECOND, 7, Duration.ofSeconds(3)),
            CLOCK,
            (number, observer) -> {
              // Never answered: the first seven hold all the room until their deadline.
            });

    assertThat(report.sent()).isEqualTo(7);
    assertThat(report.notSent()).isEqualTo(93);
    assertThat(report.planned()).isEqualTo(100);
    assertThat(report.answered()).isZero();
    assertThat(report.errors()).isEqualTo(Map.of("DEADLINE_EXCEEDED", 7L));
    assertThat(report.latency().get("p50")).as("it waited so long").isGreaterThan(2_900);
    assertThat(report.withinBudget()).isZero();
  }

  @Test
  void itsOwnLatenessIsToldAndCounts() throws Exception {
    AtomicLong asked = new AtomicLong();
    long jump = TimeUnit.MILLISECONDS.toNanos(300);
    // As if the whole process stood still, once.
    LongSupplier clock = () -> System.nanoTime() + (asked.incrementAndGet() > 100 ? jump : 0);

    LoadReport report =
        run(
            plan(200, SECOND, 10_000, PATIENT),
            clock,
            (number, observer) -> answer(observer, Evidence.COMPLETE));

    assertThat(report.lateness().get("max")).isGreaterThan(250);
    assertThat(report.latency().get("max"))
        .isGreaterThan(report.lateness().getOrDefault("max", 0.0) - 1);
    assertThat(report.sent()).isEqualTo(200);
  }

  @Test
  void answersAreCountedByTheirEvidenceAndErrorsByTheirStatus() throws Exception {
    LoadReport report =
        run(
            plan(100, SECOND, 10_000, PATIENT),
            CLOCK,
            (number, observer) -> {
              switch ((int) (number % 5)) {
                case 0 -> answer(observer, Evidence.COMPLETE);
                case 1 -> answer(observer, Evidence.PARTIAL);
                case 2 -> answer(observer, Evidence.LOCAL);
                case 3 -> answer(observer, Evidence.NONE);
                default -> observer.onError(Status.UNAVAILABLE.asRuntimeException());
              }
            });

    assertThat(report.evidence())
        .isEqualTo(Map.of("COMPLETE", 20L, "PARTIAL", 20L, "LOCAL", 20L, "NONE", 20L));
    assertThat(report.errors()).isEqualTo(Map.of("UNAVAILABLE", 20L));
    assertThat(report.verdicts()).containsEntry("ALLOW", 80L);
    assertThat(report.answered()).isEqualTo(80);
  }

  @Test
  void warmingUpIsNotMeasured() throws Exception {
    AtomicLong served = new AtomicLong();
    LoadPlan plan = new LoadPlan(100, SECOND, SECOND, 10_000, Duration.ofMillis(5), PATIENT);

    LoadReport report =
        run(
            plan,
            CLOCK,
            (number, observer) -> {
              served.incrementAndGet();
              answer(observer, number < 100 ? Evidence.NONE : Evidence.COMPLETE);
            });

    assertThat(served).hasValue(200);
    assertThat(report.evidence()).containsEntry("NONE", 0L).containsEntry("COMPLETE", 100L);
  }

  @Test
  @Timeout(30)
  void theRunEndsAtOnceWhereTheWatcherFailsToBegin() {
    assertThatThrownBy(
            () ->
                forAnHour(
                    new Watcher() {
                      @Override
                      public void begins(Results results) {
                        throw new IllegalStateException("no begin");
                      }

                      @Override
                      public void ends() {}
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("what measures did not begin")
        .cause()
        .hasMessage("no begin");
  }

  @Test
  @Timeout(30)
  void theRunEndsAtOnceWhereTheWatcherFindsSomethingWrong() {
    AtomicLong checks = new AtomicLong();

    assertThatThrownBy(
            () ->
                forAnHour(
                    new Watcher() {
                      @Override
                      public void begins(Results results) {}

                      @Override
                      public void ends() {}

                      @Override
                      public void check() throws IOException {
                        if (checks.incrementAndGet() == 2) {
                          throw new IOException("wrong");
                        }
                      }
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("wrong");
  }

  @Test
  void aFaultThatFailsByWhatNobodyExpectsIsTold() {
    assertThatThrownBy(
            () ->
                run(
                    plan(100, SECOND, 10_000, PATIENT),
                    CLOCK,
                    // Of no nodes there is no first one.
                    Optional.of(new SlotMoves(List.of(), 1)),
                    (number, observer) -> answer(observer, Evidence.COMPLETE)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("what is done to Redis failed: java.util.NoSuchElementException");
  }

  /** Sends nothing, as if there were no room. */
  private static void forAnHour(Watcher watcher) throws Exception {
    new OpenLoop(
            plan(100, Duration.ofHours(1), 0, PATIENT),
            List.of(),
            number -> CheckRequest.getDefaultInstance(),
            CLOCK)
        .run(watcher);
  }

  private static LoadPlan plan(int rate, Duration duration, int maxInFlight, Duration deadline) {
    return new LoadPlan(
        rate, Duration.ofMillis(1), duration, maxInFlight, Duration.ofMillis(5), deadline);
  }

  private static LoadReport run(LoadPlan plan, LongSupplier clock, Service service)
      throws Exception {
    return run(plan, clock, Optional.empty(), service);
  }

  /** One thread serves, so that one call that stalls stalls those behind it. */
  private static LoadReport run(
      LoadPlan plan, LongSupplier clock, Optional<RedisFault> fault, Service service)
      throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(thread)
            .addService(
                new DecisionServiceImplBase() {
                  @Override
                  public void check(CheckRequest request, StreamObserver<CheckResponse> observer) {
                    try {
                      service.check(Long.parseLong(request.getRequestId()), observer);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }
                })
            .build()
            .start();
    try {
      Endpoint target = new Endpoint("127.0.0.1", server.getPort());
      LoadReport.Setup setup =
          new LoadReport.Setup("fake", target.toString(), 2, 10, 0, List.of(), plan);
      return new LoadRun(setup, target, clock, Optional::empty, Optional::empty, fault)
          .run(number -> CheckRequest.newBuilder().setRequestId("" + number).build(), _ -> {});
    } finally {
      server.shutdownNow().awaitTermination();
      thread.shutdownNow();
    }
  }

  private static void answer(StreamObserver<CheckResponse> observer, Evidence evidence) {
    observer.onNext(
        CheckResponse.newBuilder().setVerdict(Verdict.ALLOW).setEvidence(evidence).build());
    observer.onCompleted();
  }

  private static void stall(Duration time) throws InterruptedException {
    assertThat(new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
  }
}
