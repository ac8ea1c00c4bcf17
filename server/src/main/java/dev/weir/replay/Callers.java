package dev.weir.replay;

import dev.weir.account.AccountStore;
import dev.weir.account.Level;
import dev.weir.account.Verification;
import dev.weir.challenge.Challenge;
import dev.weir.challenge.Clearance;
import dev.weir.cohort.Cohorts;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The people behind a trace's accounts: whoever passes challenges, as the trace's truth says, does
 * so ten minutes after being asked; all others never answer. Not thread-safe.
 */
final class Callers {
  /** How long it takes to pass a challenge. */
  static final long ANSWER_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private final SimulatedChallenges challenges;
  private final AccountStore accounts;
  private final Cohorts cohorts;

  /** In order of time, since all take the same time. */
  private final Queue<Answer> answers = new ArrayDeque<>();

  private final Set<String> answeringIds = new HashSet<>();

  Callers(SimulatedChallenges challenges, AccountStore accounts, Cohorts cohorts) {
    this.challenges = challenges;
    this.accounts = accounts;
    this.cohorts = cohorts;
  }

  /** A caller who passes challenges is asked. Being asked again changes nothing. */
  void ask(Challenge challenge, long now) {
    if (answeringIds.add(challenge.challengeId())) {
      answers.add(new Answer(challenge, now + ANSWER_MILLIS));
    }
  }

  /** Gives the answers that are due. */
  void advance(long now) {
    for (Answer next = answers.peek(); next != null && next.at <= now; next = answers.peek()) {
      answers.remove();
      answeringIds.remove(next.challenge.challengeId());
      challenges.pass(next.challenge, next.at).ifPresent(this::raise);
    }
  }

  private void raise(Clearance clearance) {
    Level level = clearance.kind().level();
    if (level != Level.NONE) {
      String accountId = clearance.accountId();
      // Whose document it is, a trace can only say when it tells of the account.
      String identity = await(accounts.find(accountId)).account().verification().identityHash();
      Verification proved = new Verification(level, "replay", identity, clearance.issuedAt(), 0);
      await(accounts.raise(accountId, proved, clearance.issuedAt()));
      cohorts.answered(accountId, level, clearance.issuedAt());
    }
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  /** A challenge that will be passed at a time in epoch milliseconds. */
  private record Answer(Challenge challenge, long at) {}
}
