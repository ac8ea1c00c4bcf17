package dev.weir.store.redis;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Listens to changes over a connection of its own, on a thread of its own. After each connection
 * but the first, listeners are told that changes may have been missed. Thread-safe.
 */
final class Subscriptions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
  private static final long PING_MILLIS = 5_000;
  private static final int SILENCE_MILLIS = 15_000;
  private static final long SHORTEST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final Router router;
  private final Wires wires;
  private final Keys keys;
  private final List<Registration> onAccount = new CopyOnWriteArrayList<>();
  private final List<Registration> onOverride = new CopyOnWriteArrayList<>();
  private final CountDownLatch attempted = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Wire wire;
  private volatile @Nullable JedisPubSub listening;

  /**
   * Starts listening.
   *
   * @param upkeep tries the connection now and then; not closed
   */
  Subscriptions(Router router, Wires wires, Keys keys, Upkeep upkeep) {
    this.router = router;
    this.wires = wires;
    this.keys = keys;
    upkeep.every(PING_MILLIS, this::ping);
    this.thread = Thread.ofPlatform().name("weir-redis-changes").daemon().unstarted(this::run);
    thread.start();
  }

  /** Waits until the first attempt to listen has succeeded or failed. */
  void awaitFirstAttempt(long millis) throws InterruptedException {
    if (!attempted.await(millis, TimeUnit.MILLISECONDS)) {
      LOG.warn("Redis does not answer; changes elsewhere will be heard of once it does");
    }
  }

  AutoCloseable onAccount(Consumer<String> listener) {
    return add(onAccount, listener);
  }

  AutoCloseable onOverride(Runnable listener) {
    return add(onOverride, message -> listener.run());
  }

  @Override
  public void close() {
    closed.countDown();
    Wires.disconnect(wire);
    thread.interrupt();
  }

  private void run() {
    long pause = SHORTEST_PAUSE_MILLIS;
    while (closed.getCount() > 0) {
      Changes changes = new Changes();
      try (Wire connected = wires.connect(router.listenAt())) {
        connected.setSoTimeout(SILENCE_MILLIS);
        wire = connected;
        listening = changes;
        changes.proceed(connected, keys.accountChanges(), keys.overrideChanges());
      } catch (JedisException e) {
        LOG.debug("The connection for changes is lost or not to be had", e);
      } catch (RuntimeException e) {
        LOG.error("Listening to changes failed unexpectedly", e);
      }
      listening = null;
      wire = null;
      attempted.countDown();
      pause = changes.began ? SHORTEST_PAUSE_MILLIS : Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      if (Pause.of(pause, closed)) {
        return;
      }
    }
  }

  private void ping() {
    JedisPubSub current = listening;
    if (current != null && current.isSubscribed()) {
      try {
        current.ping();
      } catch (JedisException e) {
        LOG.debug("The connection for changes is lost", e);
      }
    }
  }

  private static AutoCloseable add(List<Registration> to, Consumer<String> listener) {
    Registration registration = new Registration(listener);
    to.add(registration);
    return () -> to.remove(registration);
  }

  private static void tell(List<Registration> registrations, String message) {
    for (Registration registration : registrations) {
      try {
        registration.listener.accept(message);
      } catch (RuntimeException e) {
        LOG.error("A listener to changes failed", e);
      }
    }
  }

  /** One listener; added twice it is two. */
  private static final class Registration {
    private final Consumer<String> listener;

    Registration(Consumer<String> listener) {
      this.listener = listener;
    }
  }

  private final class Changes extends JedisPubSub {
    private boolean began;

    @Override
    public void onSubscribe(String channel, int subscribed) {
      if (channel.equals(keys.overrideChanges())) {
        began = true;
        // Whatever changed while nobody listened was missed.
        tell(onAccount, "");
        tell(onOverride, "");
        attempted.countDown();
      }
    }

    @Override
    public void onMessage(String channel, String message) {
      if (channel.equals(keys.overrideChanges())) {
        tell(onOverride, message);
        return;
      }
      for (String accountId : message.split("\0", -1)) {
        tell(onAccount, accountId);
      }
    }
  }
}
