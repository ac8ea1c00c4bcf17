package dev.weir.store.memory;

import dev.weir.account.Account;
import dev.weir.account.AccountStore;
import dev.weir.account.Profile;
import dev.weir.account.RiskScore;
import dev.weir.account.Verification;
import dev.weir.store.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Keeps accounts and risk scores in memory: one immutable profile an account, replaced atomically.
 */
final class MemoryAccounts implements AccountStore {
  private final int most;
  private final LongSupplier clock;
  private final Map<String, Profile> profiles = new ConcurrentHashMap<>();
  private final Listeners<String> listeners = new Listeners<>();

  MemoryAccounts(MemoryConfig config, LongSupplier clock) {
    this.most = config.maxAccounts();
    this.clock = clock;
  }

  @Override
  public CompletionStage<Profile> find(String accountId) {
    Profile profile = profiles.get(accountId);
    return CompletableFuture.completedFuture(
        profile == null ? Profile.unknown(accountId) : profile);
  }

  @Override
  public CompletionStage<Void> put(Collection<Account> accounts) {
    for (Account account : accounts) {
      if (isFullFor(account.accountId())) {
        return full();
      }
      change(account.accountId(), held -> new Profile(account, true, held.scores()));
      listeners.tell(account.accountId());
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> delete(String accountId) {
    profiles.remove(accountId);
    listeners.tell(accountId);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> putScores(Collection<RiskScore> scores) {
    long now = clock.getAsLong();
    Set<String> changed = new LinkedHashSet<>();
    for (RiskScore score : scores) {
      if (isFullFor(score.accountId())) {
        changed.forEach(listeners::tell);
        return full();
      }
      change(
          score.accountId(),
          held -> new Profile(held.account(), held.known(), merge(held.scores(), score, now)));
      changed.add(score.accountId());
    }
    changed.forEach(listeners::tell);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Verification> raise(
      String accountId, Verification verification, long now) {
    if (isFullFor(accountId)) {
      return full();
    }
    Profile raised =
        change(
            accountId,
            held -> {
              Verification current = held.account().verification();
              Verification better =
                  verification.level().compareTo(current.levelAt(now)) >= 0
                      ? verification
                      : current;
              return new Profile(held.account().withVerification(better), true, held.scores());
            });
    listeners.tell(accountId);
    return CompletableFuture.completedFuture(raised.account().verification());
  }

  @Override
  public AutoCloseable onChange(Consumer<String> listener) {
    return listeners.add(listener);
  }

  /** Returns the scores with one more, without what its source said before and what expired. */
  private static List<RiskScore> merge(List<RiskScore> held, RiskScore score, long now) {
    List<RiskScore> merged = new ArrayList<>(held.size() + 1);
    for (RiskScore other : held) {
      if (other.source().equals(score.source())) {
        if (other.observedAt() > score.observedAt()) {
          return held;
        }
      } else if (now < other.expiresAt()) {
        merged.add(other);
      }
    }
    merged.add(score);
    return merged;
  }

  private Profile change(String accountId, UnaryOperator<Profile> change) {
    return profiles.compute(
        accountId, (id, held) -> change.apply(held == null ? Profile.unknown(accountId) : held));
  }

  /**
   * Several callers at once may each add one more than there may be: the bound is for memory, not
   * for a count.
   */
  private boolean isFullFor(String accountId) {
    return profiles.size() >= most && !profiles.containsKey(accountId);
  }

  private <T> CompletionStage<T> full() {
    return CompletableFuture.failedFuture(StoreException.full("accounts", most, "maxAccounts"));
  }
}
