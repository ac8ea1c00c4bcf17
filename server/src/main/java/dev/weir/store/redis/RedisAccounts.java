package dev.weir.store.redis;

import dev.weir.account.Account;
import dev.weir.account.AccountStore;
import dev.weir.account.Profile;
import dev.weir.account.RiskScore;
import dev.weir.account.Verification;
import dev.weir.limit.HashTag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/** Keeps accounts in Redis: one string an account, and one hash of its risk scores. */
final class RedisAccounts implements AccountStore {
  private final Router router;
  private final Keys keys;
  private final Swaps swaps;
  private final Subscriptions subscriptions;
  private final int wave;

  /**
   * Creates a store of accounts.
   *
   * @param wave how many accounts are written before word of them is given and the next go
   */
  RedisAccounts(Router router, Keys keys, Swaps swaps, Subscriptions subscriptions, int wave) {
    this.router = router;
    this.keys = keys;
    this.swaps = swaps;
    this.subscriptions = subscriptions;
    this.wave = wave;
  }

  @Override
  public CompletionStage<Profile> find(String accountId) {
    List<CompletionStage<@Nullable Object>> replies =
        router.send(
            HashTag.of(accountId),
            List.of(
                Command.of(Protocol.Command.GET, keys.account(accountId)),
                Command.of(Protocol.Command.HGETALL, keys.scores(accountId))));
    return replies
        .getFirst()
        .thenCombine(replies.getLast(), (held, pairs) -> profile(accountId, held, pairs));
  }

  @Override
  public CompletionStage<Void> put(Collection<Account> accounts) {
    return inWaves(
        List.copyOf(accounts),
        Account::accountId,
        account ->
            router.send(
                HashTag.of(account.accountId()),
                Command.of(
                    Protocol.Command.SET,
                    keys.account(account.accountId()),
                    AccountCodec.write(account))));
  }

  @Override
  public CompletionStage<Void> delete(String accountId) {
    return router
        .send(
            HashTag.of(accountId),
            Command.of(Protocol.Command.DEL, keys.account(accountId), keys.scores(accountId)))
        .thenCompose(done -> tell(List.of(accountId)));
  }

  @Override
  public CompletionStage<Void> putScores(Collection<RiskScore> scores) {
    Map<String, List<RiskScore>> byAccount = new LinkedHashMap<>();
    for (RiskScore score : scores) {
      byAccount.computeIfAbsent(score.accountId(), id -> new ArrayList<>()).add(score);
    }
    return inWaves(
        List.copyOf(byAccount.entrySet()),
        Map.Entry::getKey,
        entry -> putScores(entry.getKey(), entry.getValue()));
  }

  @Override
  public CompletionStage<Verification> raise(
      String accountId, Verification verification, long now) {
    byte[] key = keys.account(accountId);
    return swaps
        .change(
            HashTag.of(accountId),
            key,
            held -> {
              Account account =
                  held.length == 0
                      ? Account.unknown(accountId)
                      : AccountCodec.read(accountId, held);
              Verification current = account.verification();
              boolean better =
                  verification.level().compareTo(current.levelAt(now)) >= 0 || held.length == 0;
              Verification then = better ? verification : current;
              return better
                  ? Swaps.Change.to(AccountCodec.write(account.withVerification(then)), 0, then)
                  : Swaps.Change.none(then);
            })
        .thenCompose(then -> tell(List.of(accountId)).thenApply(told -> then));
  }

  @Override
  public AutoCloseable onChange(Consumer<String> listener) {
    return subscriptions.onAccount(listener);
  }

  private CompletionStage<@Nullable Object> putScores(String accountId, List<RiskScore> scores) {
    byte[][] arguments = new byte[2 * scores.size()][];
    for (int i = 0; i < scores.size(); i++) {
      arguments[2 * i] = Keys.bytes(scores.get(i).source());
      arguments[2 * i + 1] = AccountCodec.write(scores.get(i));
    }
    return router.send(
        HashTag.of(accountId),
        Command.call(Script.SCORES, List.of(keys.scores(accountId)), arguments));
  }

  /**
   * Writes many, a wave after the other, so that they leave room for others' commands, and tells of
   * each wave that is written.
   */
  private <T> CompletionStage<Void> inWaves(
      List<T> all,
      Function<T, String> accountId,
      Function<T, CompletionStage<@Nullable Object>> write) {
    if (all.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    List<T> now = all.subList(0, Math.min(wave, all.size()));
    List<T> later = all.subList(now.size(), all.size());
    CompletableFuture<?>[] writes =
        now.stream()
            .map(item -> write.apply(item).toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(writes)
        .thenCompose(done -> tell(now.stream().map(accountId).toList()))
        .thenCompose(told -> inWaves(later, accountId, write));
  }

  private CompletionStage<Void> tell(List<String> accountIds) {
    return router
        .send(
            Keys.tagOfSingles(),
            Command.of(
                Protocol.Command.PUBLISH,
                Keys.bytes(keys.accountChanges()),
                Keys.bytes(String.join("\0", accountIds))))
        .thenApply(receivers -> null);
  }

  private static Profile profile(String accountId, @Nullable Object held, @Nullable Object pairs) {
    List<RiskScore> scores = new ArrayList<>();
    List<?> flat = Replies.list(pairs);
    for (int i = 0; i < flat.size(); i += 2) {
      scores.add(
          AccountCodec.read(accountId, Replies.text(flat.get(i)), Replies.bytes(flat.get(i + 1))));
    }
    return held == null
        ? new Profile(Account.unknown(accountId), false, scores)
        : new Profile(AccountCodec.read(accountId, Replies.bytes(held)), true, scores);
  }
}
