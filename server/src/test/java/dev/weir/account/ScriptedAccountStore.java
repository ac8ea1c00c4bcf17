package dev.weir.account;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A store whose reads a test answers one by one, or at once from what was put. */
final class ScriptedAccountStore implements AccountStore {
  private final Map<String, Profile> profiles = new HashMap<>();
  private final Deque<CompletableFuture<Profile>> pending = new ArrayDeque<>();
  private final List<Consumer<String>> listeners = new ArrayList<>();
  private boolean manual;
  private int reads;

  /** Lets reads wait for {@link #next}. */
  void answerByHand() {
    manual = true;
  }

  /** Returns the oldest read that waits. */
  CompletableFuture<Profile> next() {
    return pending.remove();
  }

  int reads() {
    return reads;
  }

  int listeners() {
    return listeners.size();
  }

  /** Changes what is stored and tells nobody. */
  void set(Profile profile) {
    profiles.put(profile.account().accountId(), profile);
  }

  void announce(String accountId) {
    listeners.forEach(listener -> listener.accept(accountId));
  }

  @Override
  public CompletionStage<Profile> find(String accountId) {
    reads++;
    if (manual) {
      CompletableFuture<Profile> read = new CompletableFuture<>();
      pending.add(read);
      return read;
    }
    return CompletableFuture.completedStage(
        profiles.getOrDefault(accountId, Profile.unknown(accountId)));
  }

  @Override
  public CompletionStage<Void> put(Collection<Account> accounts) {
    accounts.forEach(account -> set(new Profile(account, true, List.of())));
    accounts.forEach(account -> announce(account.accountId()));
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> delete(String accountId) {
    profiles.remove(accountId);
    announce(accountId);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> putScores(Collection<RiskScore> scores) {
    throw new AssertionError("not asked by a cache");
  }

  @Override
  public CompletionStage<Verification> raise(
      String accountId, Verification verification, long now) {
    throw new AssertionError("not asked by a cache");
  }

  @Override
  public AutoCloseable onChange(Consumer<String> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
