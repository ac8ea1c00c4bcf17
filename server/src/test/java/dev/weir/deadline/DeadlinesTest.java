package dev.weir.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class DeadlinesTest {
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final String THREAD = "deadlines under test";

  private final Deadlines deadlines = new Deadlines(THREAD);

  @AfterEach
  void close() {
    deadlines.close();
  }

  @Test
  void tellsACallThatItsTimeIsOverAndNotBefore() throws InterruptedException {
    Call call = new Call();
    long start = System.nanoTime();
    deadlines.add(call, 20 * MILLI);
    call.over.await();
    assertThat(call.overAt - start).isGreaterThanOrEqualTo(20 * MILLI);
  }

  /** One before it holds the thread up until it is done: it was not when it was added. */
  @Test
  void tellsNoCallThatIsDone() throws InterruptedException {
    CountDownLatch isDone = new CountDownLatch(1);
    deadlines.add(
        new Call() {
          @Override
          public void timeOver() {
            Uninterruptibles.awaitUninterruptibly(isDone);
          }
        },
        0);
    Call done = new Call();
    Call later = new Call();
    deadlines.add(done, 0);
    deadlines.add(later, 0);
    done.done.set(true);
    isDone.countDown();
    later.over.await();
    assertThat(done.over.getCount()).isEqualTo(1);
  }

  @Test
  void isNotHeldUpByCallsThatHaveLong() throws InterruptedException {
    Call far = new Call();
    deadlines.add(far, HOUR);
    Call near = new Call();
    deadlines.add(near, MILLI);
    near.over.await();
    assertThat(far.over.getCount()).isEqualTo(1);
  }

  @Test
  void wakesForACallAfterItHadNone() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      Awaitility.await()
          .until(() -> thread().getState() == Thread.State.WAITING /* and not TIMED_WAITING */);
      Call call = new Call();
      deadlines.add(call, MILLI);
      call.over.await();
    }
  }

  @Test
  void goesOnWhereACallFails() throws InterruptedException {
    deadlines.add(
        new Call() {
          @Override
          public void timeOver() {
            super.timeOver();
            throw new IllegalStateException("fails");
          }
        },
        MILLI);
    Call next = new Call();
    deadlines.add(next, 2 * MILLI);
    next.over.await();
  }

  @Test
  void tellsEachOfManyOnceWhoeverAddsThem() throws InterruptedException {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      calls.add(new Call());
    }
    List<Thread> adding = new ArrayList<>();
    for (int of = 0; of < 4; of++) {
      List<Call> own = calls.subList(of * 1_000, (of + 1) * 1_000);
      Random random = new Random(of);
      adding.add(
          Thread.ofVirtual()
              .start(() -> own.forEach(call -> deadlines.add(call, random.nextLong(10 * MILLI)))));
    }
    for (Thread thread : adding) {
      thread.join();
    }
    for (Call call : calls) {
      call.over.await();
      assertThat(call.times).hasValue(1);
    }
  }

  @Test
  void endsItsThread() {
    Thread thread = thread();
    deadlines.close();
    Awaitility.await().until(() -> !thread.isAlive());
  }

  private static Thread thread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(THREAD))
        .findFirst()
        .orElseThrow();
  }

  private static class Call implements Deadlines.Call {
    final AtomicBoolean done = new AtomicBoolean();
    final CountDownLatch over = new CountDownLatch(1);
    volatile long overAt;
    final AtomicInteger times = new AtomicInteger();

    @Override
    public boolean isDone() {
      return done.get();
    }

    @Override
    public void timeOver() {
      overAt = System.nanoTime();
      times.incrementAndGet();
      over.countDown();
    }
  }
}
