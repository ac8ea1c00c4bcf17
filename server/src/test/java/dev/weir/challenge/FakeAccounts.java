package dev.weir.challenge;

import dev.weir.account.Account;
import dev.weir.account.AccountStore;
import dev.weir.account.Profile;
import dev.weir.account.RiskScore;
import dev.weir.account.Verification;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Keeps accounts in a map. */
final class FakeAccounts implements AccountStore {
  private final Map<String, Account> accounts = new HashMap<>();

  synchronized Verification verification(String accountId) {
    return accounts.getOrDefault(accountId, Account.unknown(accountId)).verification();
  }

  @Override
  public synchronized CompletionStage<Profile> find(String accountId) {
    Account account = accounts.get(accountId);
    return CompletableFuture.completedStage(
        account == null ? Profile.unknown(accountId) : new Profile(account, true, List.of()));
  }

  @Override
  public synchronized CompletionStage<Void> put(Collection<Account> pushed) {
    pushed.forEach(account -> accounts.put(account.accountId(), account));
    return CompletableFuture.completedStage(null);
  }

  @Override
  public synchronized CompletionStage<Void> delete(String accountId) {
    accounts.remove(accountId);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> putScores(Collection<RiskScore> scores) {
    throw new AssertionError("challenges push no scores");
  }

  @Override
  public synchronized CompletionStage<Verification> raise(
      String accountId, Verification verification, long now) {
    Account account = accounts.getOrDefault(accountId, Account.unknown(accountId));
    if (verification.level().compareTo(account.verification().levelAt(now)) >= 0) {
      accounts.put(accountId, account.withVerification(verification));
    }
    return CompletableFuture.completedStage(verification(accountId));
  }

  @Override
  public AutoCloseable onChange(Consumer<String> listener) {
    return () -> {};
  }
}
