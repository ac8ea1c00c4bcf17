package dev.weir.store.redis;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits between attempts, on threads that only closing interrupts. */
final class Pause {
  private Pause() {}

  /** Waits, and returns whether {@code closed} came first. */
  static boolean of(long millis, CountDownLatch closed) {
    try {
      return closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
