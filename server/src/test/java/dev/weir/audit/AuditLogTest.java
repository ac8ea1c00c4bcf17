package dev.weir.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.decision.Decision;
import dev.weir.decision.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuditLogTest {
  private static final long NOW = 1_790_000_000_000L;

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void everyDecisionBecomesALine() {
    Memory memory = new Memory();
    try (AuditLog log = log(memory, 1024, 1)) {
      IntStream.range(0, 1000).forEach(i -> decide(log, decision(i, Verdict.ALLOW)));
    }

    assertThat(memory.lines()).hasSize(1000);
    assertThat(memory.closed).isTrue();
  }

  @Test
  void samplingKeepsEveryRefusalAndAShareOfTheRest() {
    Memory memory = new Memory();
    try (AuditLog log = log(memory, 32_768, 0.1)) {
      IntStream.range(0, 10_000).forEach(i -> decide(log, decision(i, Verdict.ALLOW)));
      IntStream.range(0, 100).forEach(i -> decide(log, decision(i, Verdict.DENY)));
      IntStream.range(0, 100).forEach(i -> decide(log, decision(i, Verdict.CHALLENGE)));
    }

    assertThat(count(memory, "\"verdict\":\"DENY\"")).isEqualTo(100);
    assertThat(count(memory, "\"verdict\":\"CHALLENGE\"")).isEqualTo(100);
    // Ten standard deviations of a fair draw of a tenth of 10,000.
    assertThat(count(memory, "\"verdict\":\"ALLOW\"")).isBetween(700L, 1300L);
  }

  @Test
  void samplingKeepsWhereAShadowDisagrees() {
    Memory memory = new Memory();
    try (AuditLog log = log(memory, 1024, 0)) {
      decide(log, Examples.withShadow(decision(1, Verdict.ALLOW), Verdict.DENY));
      decide(log, Examples.withShadow(decision(2, Verdict.ALLOW), Verdict.ALLOW));
    }

    assertThat(memory.lines()).singleElement().asString().contains("\"shadows\"");
  }

  @Test
  void whatTheQueueCannotHoldIsDroppedAndCounted() {
    Blocked blocked = new Blocked();
    try (AuditLog log = log(blocked, 16, 1)) {
      decide(log, decision(0, Verdict.DENY));
      await().until(() -> blocked.entered.getCount() == 0);
      IntStream.range(0, 20).forEach(i -> decide(log, decision(i, Verdict.DENY)));

      assertThat(log.queued()).isEqualTo(16);
      assertThat(log.dropped()).isEqualTo(4);
      blocked.release.countDown();
    }

    assertThat(blocked.lines()).hasSize(17);
  }

  @Test
  void aSinkThatFailsIsCountedAndTriedAgain() {
    Failing failing = new Failing();
    try (AuditLog log = log(failing, 1024, 1)) {
      decide(log, decision(0, Verdict.DENY));
      await().until(() -> log.failed() == 1);
      failing.broken = false;
      decide(log, decision(1, Verdict.DENY));
      await().until(() -> log.written() == 1);
    }

    assertThat(failing.lines()).hasSize(1);
  }

  @Test
  void whatComesAfterTheEndIsDropped() {
    Memory memory = new Memory();
    AuditLog log = log(memory, 1024, 1);
    log.close();

    decide(log, decision(0, Verdict.DENY));

    assertThat(log.dropped()).isEqualTo(1);
  }

  private AuditLog log(Sink sink, int capacity, double allowSampled) {
    return new AuditLog(sink, capacity, allowSampled, () -> NOW, nanos::get);
  }

  private static void decide(AuditLog log, Decision decision) {
    log.begin(Examples.FACTS).decided(decision);
  }

  private static Decision decision(int number, Verdict verdict) {
    return Examples.decision("01JD%022d".formatted(number), verdict);
  }

  private static long count(Memory memory, String part) {
    return memory.lines().stream().filter(line -> line.contains(part)).count();
  }

  /** Keeps what is written. */
  private static class Memory implements Sink {
    private final Queue<String> text = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    @Override
    public void write(byte[] lines) throws IOException {
      text.add(new String(lines, StandardCharsets.UTF_8));
    }

    List<String> lines() {
      return String.join("", text).lines().toList();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** Does not return from its first write until it may. */
  private static final class Blocked extends Memory {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @Override
    public void write(byte[] lines) throws IOException {
      entered.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      super.write(lines);
    }
  }

  /** Fails until it is mended. */
  private static final class Failing extends Memory {
    private volatile boolean broken = true;

    @Override
    public void write(byte[] lines) throws IOException {
      if (broken) {
        throw new IOException("No space left on device");
      }
      super.write(lines);
    }
  }
}
