package dev.weir.demo;

import dev.weir.v1.Account;
import dev.weir.v1.Challenge;
import dev.weir.v1.ResolveChallengeRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The people behind the accounts, as {@code weir replay} has them: whoever passes challenges does
 * so ten minutes after being asked, and shows what it got for it for an hour. Not thread-safe.
 */
final class People {
  private static final long ANSWER_MILLIS = TimeUnit.MINUTES.toMillis(10);
  private static final long CLEARANCE_MILLIS = TimeUnit.HOURS.toMillis(1);

  /** In order of time, since all take the same time. */
  private final Queue<Answer> answers = new ArrayDeque<>();

  private final Set<String> answering = new HashSet<>();
  private final Map<String, String> identities = new HashMap<>();
  private final Map<String, Held> clearances = new HashMap<>();

  private record Answer(Challenge challenge, long at) {}

  private record Held(String clearance, long until) {}

  /** Learns whose document an account would show. */
  void know(Account account) {
    String identity = account.getVerification().getIdentityHash();
    if (!identity.isEmpty()) {
      identities.put(account.getAccountId(), identity);
    }
  }

  /** A person who passes challenges is asked. Being asked again changes nothing. */
  void ask(Challenge challenge, long now) {
    if (answering.add(challenge.getChallengeId())) {
      answers.add(new Answer(challenge, now + ANSWER_MILLIS));
    }
  }

  /** Returns the answers that are due, and forgets them. */
  List<ResolveChallengeRequest> answers(long now) {
    List<ResolveChallengeRequest> due = new ArrayList<>();
    for (Answer next = answers.peek(); next != null && next.at <= now; next = answers.peek()) {
      answers.remove();
      Challenge challenge = next.challenge;
      answering.remove(challenge.getChallengeId());
      due.add(
          ResolveChallengeRequest.newBuilder()
              .setChallengeId(challenge.getChallengeId())
              .setPassed(true)
              .setKind(challenge.getKinds(0))
              .setMethod("demo")
              .setIdentityHash(identities.getOrDefault(challenge.getAccountId(), ""))
              .build());
    }
    return due;
  }

  /** Keeps what an account got for an answer. */
  void clear(String accountId, String clearance, long now) {
    clearances.put(accountId, new Held(clearance, now + CLEARANCE_MILLIS));
  }

  /** Returns what the account's next request carries; empty if nothing. */
  String clearance(String accountId, long now) {
    Held held = clearances.get(accountId);
    return held == null || now >= held.until ? "" : held.clearance;
  }
}
