package dev.weir.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.deadline.Deadlines;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds accounts in a bounded cache, and reads from the store what is not there. A hit allocates
 * nothing. An account is read again when it changes anywhere, and in any case after the configured
 * staleness: ahead of it, where the account is seen in its last quarter. All time is the caller's
 * {@code now}, so that a replay owns it. Thread-safe.
 */
public final class CachedAccounts implements Accounts, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CachedAccounts.class);

  /**
   * Reads under way at once; beyond it, what is cached must do. Bounds memory while a store stalls.
   */
  private static final int MOST_READS = 10_000;

  /** A read that is older is taken to be lost, and the account is read again. */
  private static final long READ_MILLIS = 2_000;

  private final AccountStore store;
  private final long stalenessMillis;
  private final long ageingMillis;
  private final long lastKnownMillis;

  /** Apart, so that ids which an attacker invents push out none that exist. */
  private final Cache<String, Entry> known;

  private final Cache<String, Entry> unknown;

  private final ConcurrentHashMap<String, Read> reads = new ConcurrentHashMap<>();
  private final Backoff backoff = new Backoff();
  private final Deadlines deadlines = new Deadlines("weir-account-deadlines");

  /** Grows when changes may have been missed: what was read before is in doubt. */
  private final AtomicInteger epoch = new AtomicInteger();

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final AutoCloseable subscription;

  /** Creates a cache before {@code store}, and listens to its changes until it is closed. */
  public CachedAccounts(AccountStore store, AccountCacheConfig config) {
    this.store = store;
    this.stalenessMillis = config.staleness().toMillis();
    // The last quarter: whoever is seen so often is never waited for.
    this.ageingMillis = stalenessMillis - stalenessMillis / 4;
    this.lastKnownMillis = config.lastKnown().toMillis();
    this.known = cache(config.maxAccounts());
    this.unknown = cache(Math.max(1, config.maxAccounts() / 2));
    this.subscription = store.onChange(this::changed);
  }

  private static Cache<String, Entry> cache(int size) {
    return Caffeine.newBuilder().maximumSize(size).build();
  }

  @Override
  public CompletionStage<Lookup> find(String accountId, long now, long timeoutNanos) {
    Entry entry = cached(accountId);
    if (entry != null && isFresh(entry, now)) {
      hits.increment();
      if (now - entry.readAt >= ageingMillis) {
        readAhead(accountId, now);
      }
      return entry.fresh;
    }
    misses.increment();
    return read(accountId, entry, now, timeoutNanos);
  }

  @Override
  public Profile lastKnown(String accountId, long now) {
    return fallback(accountId, cached(accountId), now).profile();
  }

  /** Returns how the cache did since it was created. */
  public Stats stats() {
    return new Stats(
        hits.sum(),
        misses.sum(),
        failures.sum(),
        known.estimatedSize(),
        unknown.estimatedSize(),
        reads.size());
  }

  /**
   * Ends the listening. Look-ups still work, no fresher than the staleness, but wait for the store
   * as long as it takes.
   */
  @Override
  public void close() {
    deadlines.close();
    try {
      subscription.close();
    } catch (Exception e) {
      throw new IllegalStateException("the store does not end a subscription", e);
    }
  }

  private @Nullable Entry cached(String accountId) {
    Entry entry = known.getIfPresent(accountId);
    return entry != null ? entry : unknown.getIfPresent(accountId);
  }

  private boolean isFresh(Entry entry, long now) {
    return !entry.doubted
        && entry.epoch == epoch.get()
        && Math.abs(now - entry.readAt) < stalenessMillis;
  }

  /** Reads an account that will soon be stale, so that whoever asks for it again need not wait. */
  private void readAhead(String accountId, long now) {
    if (!reads.containsKey(accountId) && reads.size() < MOST_READS && backoff.permits(now)) {
      start(accountId, null, now);
    }
  }

  private CompletionStage<Lookup> read(
      String accountId, @Nullable Entry entry, long now, long timeoutNanos) {
    Read running = reads.get(accountId);
    if (running == null || Math.abs(now - running.startedAt) >= READ_MILLIS) {
      if (reads.size() >= MOST_READS || !backoff.permits(now)) {
        return CompletableFuture.completedFuture(fallback(accountId, entry, now));
      }
      running = start(accountId, running, now);
    }
    return answer(running, fallback(accountId, entry, now), timeoutNanos);
  }

  private Read start(String accountId, @Nullable Read lost, long now) {
    Read read = new Read(accountId, epoch.get(), now);
    if (lost != null) {
      reads.remove(accountId, lost);
    }
    Read other = reads.putIfAbsent(accountId, read);
    if (other != null) {
      return other;
    }
    try {
      store.find(accountId).whenComplete((profile, error) -> finish(read, profile, error));
    } catch (RuntimeException e) {
      finish(read, null, e);
    }
    return read;
  }

  private void finish(Read read, @Nullable Profile profile, @Nullable Throwable error) {
    if (profile == null) {
      reads.remove(read.accountId, read);
      failures.increment();
      if (backoff.failed(read.startedAt)) {
        LOG.warn("Accounts cannot be read; what was last known of them must do: {}", words(error));
      }
      read.done.complete(Optional.empty());
      return;
    }
    if (backoff.succeeded()) {
      LOG.info("Accounts can be read again");
    }
    Entry entry = new Entry(profile, read.epoch, read.startedAt);
    (profile.known() ? known : unknown).put(read.accountId, entry);
    (profile.known() ? unknown : known).invalidate(read.accountId);
    // In this order: a change that comes in between finds either the read or the entry, and puts it
    // in doubt.
    if (!reads.remove(read.accountId, read)) {
      entry.doubted = true;
    }
    read.done.complete(Optional.of(entry.lookup()));
  }

  private static String words(@Nullable Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    return String.valueOf(cause);
  }

  private CompletionStage<Lookup> answer(Read read, Lookup fallback, long timeoutNanos) {
    if (!read.done.isDone() && timeoutNanos <= 0) {
      return CompletableFuture.completedFuture(fallback);
    }
    CompletableFuture<Lookup> answer = read.done.thenApply(found -> found.orElse(fallback));
    if (!answer.isDone() && timeoutNanos != Long.MAX_VALUE) {
      deadlines.add(new WaitingLookup(answer, fallback), timeoutNanos);
    }
    return answer;
  }

  private Lookup fallback(String accountId, @Nullable Entry entry, long now) {
    return entry != null && now - entry.readAt < lastKnownMillis
        ? new Lookup(entry.lookup().profile(), Freshness.LAST_KNOWN)
        : new Lookup(Profile.unknown(accountId), Freshness.MISSING);
  }

  private void changed(String accountId) {
    if (accountId.isEmpty()) {
      epoch.incrementAndGet();
      reads.clear();
      return;
    }
    reads.remove(accountId);
    Entry entry = cached(accountId);
    if (entry != null) {
      entry.doubted = true;
    }
  }

  /**
   * How a cache did.
   *
   * @param hits look-ups that the cache answered
   * @param misses look-ups that it did not; several may have shared one read
   * @param failures reads that the store failed
   * @param known accounts held
   * @param unknown ids held that were never pushed
   * @param reading reads under way
   */
  public record Stats(
      long hits, long misses, long failures, long known, long unknown, int reading) {}

  /** A look-up that waits for the store, and what it has to do with where that is late. */
  private record WaitingLookup(CompletableFuture<Lookup> answer, Lookup fallback)
      implements Deadlines.Call {
    @Override
    public boolean isDone() {
      return answer.isDone();
    }

    @Override
    public void timeOver() {
      answer.complete(fallback);
    }
  }

  /** What the store said of one account. */
  private static final class Entry {
    final CompletableFuture<Lookup> fresh;
    final int epoch;
    final long readAt;
    volatile boolean doubted;

    Entry(Profile profile, int epoch, long readAt) {
      this.fresh = CompletableFuture.completedFuture(new Lookup(profile, Freshness.FRESH));
      this.epoch = epoch;
      this.readAt = readAt;
    }

    Lookup lookup() {
      return fresh.join();
    }
  }

  /** One read under way, which all look-ups of its account share. */
  private static final class Read {
    final String accountId;
    final int epoch;
    final long startedAt;

    /** Never fails: empty where the store did. */
    final CompletableFuture<Optional<Lookup>> done = new CompletableFuture<>();

    Read(String accountId, int epoch, long startedAt) {
      this.accountId = accountId;
      this.epoch = epoch;
      this.startedAt = startedAt;
    }
  }
}
