package dev.weir.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.load.LoadReport.Setup;
import dev.weir.load.LoadReport.Spent;
import dev.weir.policy.PolicyCompiler;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.Evidence;
import io.grpc.Status;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LoadPartsTest {
  @TempDir private Path folder;

  @Test
  void sendTimesAreEvenAndDoNotDrift() {
    LoadPlan plan =
        new LoadPlan(
            3_000,
            Duration.ofMillis(500),
            Duration.ofHours(1),
            1,
            Duration.ofMillis(5),
            Duration.ofSeconds(1));

    assertThat(plan.checks(plan.warmUp())).isEqualTo(1_500);
    assertThat(plan.offset(1)).isEqualTo(333_333);
    assertThat(plan.offset(3_000L * 3_600)).isEqualTo(Duration.ofHours(1).toNanos());
  }

  /** A call that was given up has waited, and no more than the budget; but was not answered. */
  @Test
  void onlyAnswersAreWithinTheBudget() {
    Duration budget = Duration.ofMillis(5);
    LoadPlan plan =
        new LoadPlan(4, Duration.ofMillis(1), Duration.ofSeconds(1), 10, budget, budget);
    Results results = new Results(0, 1);
    long inTime = TimeUnit.MILLISECONDS.toNanos(4);
    for (int i = 0; i < 4; i++) {
      results.sent(0, 0);
    }
    results.answered(0, inTime, CheckResponse.newBuilder().setEvidence(Evidence.LOCAL).build());
    results.answered(0, inTime, CheckResponse.newBuilder().setEvidenceValue(99).build());
    results.answered(
        0,
        TimeUnit.MILLISECONDS.toNanos(6),
        CheckResponse.newBuilder().setEvidence(Evidence.COMPLETE).build());
    results.failed(0, inTime, Status.Code.DEADLINE_EXCEEDED);

    LoadReport report =
        LoadReport.of(
            new Setup("parts", "nowhere", 1, 1, 0, List.of(), plan),
            results,
            new Spent(Optional.empty(), Optional.empty()),
            Optional.empty());

    assertThat(report.withinBudget()).isEqualTo(0.5);
    assertThat(report.answered()).isEqualTo(3);
    assertThat(report.errors()).isEqualTo(Map.of("DEADLINE_EXCEEDED", 1L));
  }

  @Test
  void whatHasEndedCannotBeStopped() throws Exception {
    OwnProcess process = OwnProcess.start("sleep", folder.resolve("log"), List.of("sleep", "600"));
    try (process) {
      process.pause();
      process.resume();
    }

    assertThatThrownBy(process::pause)
        .isInstanceOf(IOException.class)
        .hasMessage("sleep did not get the signal STOP: kill returned 1");
    assertThatThrownBy(process::resume)
        .isInstanceOf(IOException.class)
        .hasMessage("sleep did not get the signal CONT: kill returned 1");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1000, 16", "100, 4"})
  void policiesOfAnySizeLoad(int rules, int limits) {
    String yaml = LoadPolicy.yaml(rules, limits, Duration.ofMillis(7));

    assertThat(PolicyCompiler.compile("load.yaml", yaml).problems()).isEmpty();
    assertThat(yaml.lines().filter(line -> line.contains("verdict: "))).hasSize(rules);
    assertThat(yaml.lines().filter(line -> line.contains("measure: "))).hasSize(limits);
    assertThat(yaml).contains("budget: 7ms");
  }

  @Test
  void zipfAsksForTheFirstAccountsMost() {
    Checks zipf = new Checks(1_000, 1, 7, "r");
    Checks even = new Checks(1_000, 0, 7, "r");

    assertThat(IntStream.range(0, 10_000).filter(_ -> zipf.draw() == 0).count())
        .as("1 in 7.49 by the harmonic number of 1,000")
        .isBetween(1_200L, 1_470L);
    assertThat(IntStream.range(0, 10_000).filter(_ -> even.draw() == 0).count()).isLessThan(50);
    assertThat(zipf.next(1).getRequestId()).isNotEqualTo(zipf.next(2).getRequestId());
  }

  @Test
  void metricsTellTheCpuTime() {
    assertThat(MetricsCpu.read("# TYPE x\njvm_cpu_time_seconds_total{a=\"b\"} 1.5\n"))
        .contains(1_500_000_000L);
    assertThat(MetricsCpu.read("nothing of it")).isEmpty();
  }

  @Test
  void theProxyDelaysAndKeepsTheOrder() throws Exception {
    Duration delay = Duration.ofMillis(50);
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DelayProxy proxy =
            DelayProxy.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort()),
                delay.toNanos());
        Socket here = new Socket(InetAddress.getLoopbackAddress(), proxy.address().getPort());
        Socket there = listening.accept()) {
      long start = System.nanoTime();
      here.getOutputStream().write("one ".getBytes(StandardCharsets.UTF_8));
      here.getOutputStream().write("two".getBytes(StandardCharsets.UTF_8));
      byte[] read = new DataInputStream(there.getInputStream()).readNBytes(7);

      assertThat(new String(read, StandardCharsets.UTF_8)).isEqualTo("one two");
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(delay.toNanos());

      there.getOutputStream().write(1);
      InputStream back = here.getInputStream();
      assertThat(back.read()).isEqualTo(1);
      there.shutdownOutput();
      assertThat(back.read()).as("its end").isEqualTo(-1);
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(10);
    }
  }
}
