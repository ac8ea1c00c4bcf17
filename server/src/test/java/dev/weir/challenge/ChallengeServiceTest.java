package dev.weir.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.account.Level;
import dev.weir.account.Verification;
import dev.weir.challenge.Challenge.State;
import dev.weir.challenge.ChallengeException.Reason;
import dev.weir.challenge.ChallengeService.Ended;
import dev.weir.challenge.ChallengeService.Proof;
import dev.weir.challenge.Challenges.Ask;
import dev.weir.limit.HashTag;
import dev.weir.store.StoreException;
import dev.weir.validation.InvalidFieldException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.altcha.altcha.Altcha;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ChallengeServiceTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final long HOUR = 3_600_000;
  private static final Proof DOCUMENT = new Proof("document", "ih", 0);

  private final FakeChallengeStore store = new FakeChallengeStore();
  private final FakeAccounts accounts = new FakeAccounts();
  private final List<Pass> told = new CopyOnWriteArrayList<>();
  private ChallengeService challenges;

  /** What a listener is told. */
  private record Pass(String accountId, Level level, long now) {}

  @BeforeEach
  void start() throws IOException {
    challenges = replica();
  }

  @Test
  void putsTheAccountsTagAndRandomBitsIntoTheId() {
    Challenge challenge = opened(ask("a1", Kind.EMAIL), NOW);

    assertThat(challenge.challengeId())
        .hasSize(26)
        .startsWith(String.format("%04x", HashTag.of("a1")));
    assertThat(challenge.url()).isEqualTo("https://verify.example/" + challenge.challengeId());
    assertThat(challenge.expiresAt()).isEqualTo(NOW + HOUR);
  }

  @Test
  void neverGivesAnIdTwice() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      ids.add(opened(new Ask("a1", "rule" + i, "d1", List.of(Kind.EMAIL), 0), NOW).challengeId());
    }

    assertThat(ids).hasSize(1_000);
  }

  @Test
  void keepsTheTimeThatARuleStates() {
    Ask ask = new Ask("a1", "r", "d1", List.of(Kind.EMAIL), 5_000);

    assertThat(opened(ask, NOW).expiresAt()).isEqualTo(NOW + 5_000);
  }

  @Test
  void costsTheStoreNothingWhileAChallengedAccountHammers() {
    Challenge challenge = opened(ask("a1", Kind.EMAIL), NOW);
    int calls = store.calls();
    for (int i = 0; i < 1_000; i++) {
      assertThat(opened(ask("a1", Kind.EMAIL), NOW + i)).isEqualTo(challenge);
    }

    assertThat(store.calls()).isEqualTo(calls);
  }

  @Test
  void asksAgainAfterAFailureAndAfterTheTimeIsOver() {
    String first = opened(ask("a1", Kind.EMAIL), NOW).challengeId();
    join(challenges.fail(first, NOW));
    String second = opened(ask("a1", Kind.EMAIL), NOW).challengeId();
    String third = opened(ask("a1", Kind.EMAIL), NOW + HOUR).challengeId();

    assertThat(new HashSet<>(List.of(first, second, third))).hasSize(3);
  }

  @Test
  void learnsSoonThatAnotherReplicaEndedAChallenge() throws IOException {
    String first = opened(ask("a1", Kind.EMAIL), NOW).challengeId();
    join(replica().fail(first, NOW));

    assertThat(opened(ask("a1", Kind.EMAIL), NOW + ChallengeService.OPEN_MILLIS).challengeId())
        .isNotEqualTo(first);
  }

  @Test
  void raisesTheVerificationToWhatThePassedKindProves() {
    String id = opened(ask("a1", Kind.EMAIL, Kind.IDENTITY), NOW).challengeId();

    Ended ended =
        join(challenges.pass(id, Kind.IDENTITY, new Proof("document", "ih", NOW + 9), NOW + 1));

    assertThat(ended.challenge().state()).isEqualTo(State.PASSED);
    assertThat(ended.changed()).isTrue();
    assertThat(ended.verification())
        .isEqualTo(new Verification(Level.IDENTITY, "document", "ih", NOW + 1, NOW + 9))
        .isEqualTo(accounts.verification("a1"));
  }

  @Test
  void yieldsAClearanceBoundToTheAccountTheRuleAndThePolicy() {
    String id = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    String token =
        join(challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW)).clearance().orElseThrow();

    Clearance clearance = join(challenges.verify(token, "a1", NOW)).orElseThrow();
    assertThat(clearance.accountId()).isEqualTo("a1");
    assertThat(clearance.rule()).isEqualTo("coordinated");
    assertThat(clearance.policyDigest()).isEqualTo("d1");
    assertThat(clearance.kind()).isEqualTo(Kind.IDENTITY);
    assertThat(clearance.expiresAt()).isEqualTo(NOW + HOUR);
    assertThat(join(challenges.verify(token, "a2", NOW))).isEmpty();
    assertThat(join(challenges.verify(token, "a1", NOW + HOUR))).isEmpty();
  }

  @Test
  void redeemsAClearanceOnce() {
    String id = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    String token =
        join(challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW)).clearance().orElseThrow();
    Clearance clearance = join(challenges.verify(token, "a1", NOW)).orElseThrow();

    assertThat(join(challenges.redeem(clearance, NOW))).isTrue();
    assertThat(join(challenges.redeem(clearance, NOW + HOUR - 1))).isFalse();
  }

  @Test
  void saysHowAChallengeEndedWhenItIsEndedAgain() {
    String id = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    Ended first = join(challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW));
    Ended again = join(challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW));
    Ended failed = join(challenges.fail(id, NOW));

    assertThat(again.changed()).isFalse();
    assertThat(again.clearance()).isEqualTo(first.clearance());
    assertThat(failed.challenge().state()).isEqualTo(State.PASSED);
    assertThat(failed.clearance()).isEmpty();
  }

  @Test
  void givesNoSecondClearanceAtAnotherReplica() throws IOException {
    String id = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    join(challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW));

    Ended again = join(replica().pass(id, Kind.IDENTITY, DOCUMENT, NOW));
    assertThat(again.clearance()).isEmpty();
    assertThat(again.verification().level()).isEqualTo(Level.IDENTITY);
  }

  @Test
  void doesNotTurnAFailureIntoAPass() {
    String id = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    join(challenges.fail(id, NOW));

    Ended ended = join(challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW));
    assertThat(ended.challenge().state()).isEqualTo(State.FAILED);
    assertThat(ended.clearance()).isEmpty();
    assertThat(accounts.verification("a1")).isEqualTo(Verification.NONE);
  }

  @Test
  void keepsAHigherVerification() {
    join(accounts.raise("a1", new Verification(Level.ORGANIZATION, "contract", "", 1, 0), NOW));
    String id = opened(ask("a1", Kind.EMAIL), NOW).challengeId();

    assertThat(join(challenges.pass(id, Kind.EMAIL, DOCUMENT, NOW)).verification().level())
        .isEqualTo(Level.ORGANIZATION);
  }

  @Test
  void refusesWhatTheChallengeDoesNotAskFor() {
    String id = opened(ask("a1", Kind.PAYMENT, Kind.IDENTITY), NOW).challengeId();

    assertRefused(
        Reason.CHALLENGE_KIND_MISMATCH,
        "kind: \"email\" (expected: one that the challenge asks for: payment, identity)",
        () -> join(challenges.pass(id, Kind.EMAIL, DOCUMENT, NOW)));
    assertThat(join(challenges.find(id, NOW)).state()).isEqualTo(State.OPEN);
  }

  @Test
  void refusesAnExpiredChallenge() {
    String id = opened(ask("a1", Kind.EMAIL), NOW).challengeId();

    assertRefused(
        Reason.CHALLENGE_EXPIRED,
        "the challenge expired at 2023-11-14T23:13:20Z",
        () -> join(challenges.pass(id, Kind.EMAIL, DOCUMENT, NOW + HOUR)));
    assertThat(join(challenges.find(id, NOW + HOUR)).state()).isEqualTo(State.EXPIRED);
    assertThat(accounts.verification("a1")).isEqualTo(Verification.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "ffffAAAAAAAAAAAAAAAAAAAAAA",
        "0000AAAAAAAAAAAAAAAAAAAAA",
        "0000AAAAAAAAAAAAAAAAAAAAA:",
        "0000AAAAAAAAAAAAAAAAAAAAAé"
      })
  void doesNotAskTheStoreForWhatCannotBeAnId(String id) {
    assertRefused(
        Reason.CHALLENGE_NOT_FOUND,
        "there is no such challenge",
        () -> join(challenges.find(id, NOW)));
    assertThat(store.calls()).isZero();
  }

  @Test
  void doesNotFindAGuessedId() {
    assertRefused(
        Reason.CHALLENGE_NOT_FOUND,
        "there is no such challenge",
        () -> join(challenges.find("0000AAAAAAAAAAAAAAAAAAAAAA", NOW)));
  }

  @Test
  void endsAChallengeOnceUnderConcurrency() throws Exception {
    String id = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    List<Future<Ended>> calls = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 200; i++) {
        boolean passes = i % 2 == 0;
        calls.add(
            threads.submit(
                () ->
                    join(
                        passes
                            ? challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW)
                            : challenges.fail(id, NOW))));
      }
    }
    List<Ended> ended = new ArrayList<>();
    for (Future<Ended> call : calls) {
      ended.add(call.get());
    }

    State state = join(challenges.find(id, NOW)).state();
    assertThat(ended.stream().filter(Ended::changed)).hasSize(1);
    assertThat(told).hasSize(state == State.PASSED ? 1 : 0);
    assertThat(ended).allMatch(one -> one.challenge().state() == state);
    assertThat(ended.stream().flatMap(one -> one.clearance().stream()).distinct().count())
        .isEqualTo(state == State.PASSED ? 1 : 0);
  }

  @Test
  void doesNotEndAChallengeWhoseClearanceItCouldNotSign() {
    String id = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    store.away(true);
    assertThatThrownBy(() -> join(challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW)))
        .isInstanceOf(StoreException.class);
    store.away(false);

    assertThat(join(challenges.pass(id, Kind.IDENTITY, DOCUMENT, NOW)).clearance()).isPresent();
  }

  @Test
  void clearsAnAccountThatSolvesItsPuzzle() throws Exception {
    Challenge challenge = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);

    Ended ended =
        join(challenges.solve(challenge.challengeId(), "a1", solution(challenge.puzzle()), NOW));

    assertThat(ended.challenge().state()).isEqualTo(State.PASSED);
    Clearance clearance =
        join(challenges.verify(ended.clearance().orElseThrow(), "a1", NOW)).orElseThrow();
    assertThat(clearance.kind()).isEqualTo(Kind.PROOF_OF_WORK);
    assertThat(accounts.verification("a1")).isEqualTo(Verification.NONE);
  }

  @Test
  void givesADoubleSolutionTheSameClearance() throws Exception {
    Challenge challenge = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);
    String solution = solution(challenge.puzzle());

    Ended first = join(challenges.solve(challenge.challengeId(), "a1", solution, NOW));
    Ended second = join(challenges.solve(challenge.challengeId(), "a1", solution, NOW));

    assertThat(second.changed()).isFalse();
    assertThat(second.clearance()).isEqualTo(first.clearance());
    assertThat(join(replica().solve(challenge.challengeId(), "a1", solution, NOW)).clearance())
        .isEmpty();
  }

  @Test
  void tellsOfAPassOnceAndWhatItProves() throws Exception {
    String id = opened(ask("a1", Kind.PAYMENT, Kind.IDENTITY), NOW).challengeId();
    Challenge puzzle = opened(ask("a2", Kind.PROOF_OF_WORK), NOW);
    String solution = solution(puzzle.puzzle());
    for (int i = 0; i < 2; i++) {
      join(challenges.pass(id, Kind.PAYMENT, DOCUMENT, NOW + 1 + i));
      join(challenges.solve(puzzle.challengeId(), "a2", solution, NOW + 1 + i));
    }

    assertThat(told)
        .containsExactly(
            new Pass("a1", Level.PAYMENT, NOW + 1), new Pass("a2", Level.NONE, NOW + 1));
  }

  @Test
  void tellsOfNoFailure() {
    String failed = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    join(challenges.fail(failed, NOW));
    join(challenges.pass(failed, Kind.IDENTITY, DOCUMENT, NOW));
    String late = opened(ask("a1", Kind.IDENTITY), NOW).challengeId();
    assertThatThrownBy(() -> join(challenges.pass(late, Kind.IDENTITY, DOCUMENT, NOW + HOUR)))
        .isInstanceOf(ChallengeException.class);

    assertThat(told).isEmpty();
  }

  @Test
  void doesNotTakeAnAnswerToAnotherPuzzle() throws Exception {
    Challenge mine = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);
    Challenge other = opened(ask("a2", Kind.PROOF_OF_WORK), NOW);
    String solution = solution(other.puzzle());

    assertRefused(
        Reason.WRONG_ANSWER,
        "the answer does not solve this challenge's puzzle",
        () -> join(challenges.solve(mine.challengeId(), "a1", solution, NOW)));
    assertRefused(
        Reason.CHALLENGE_NOT_FOUND,
        "there is no such challenge",
        () -> join(challenges.solve(other.challengeId(), "a1", solution, NOW)));
  }

  @Test
  void doesNotTakeAPuzzleThatTheCallerMadeEasier() throws Exception {
    Challenge challenge = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);
    Altcha.Challenge easy =
        Altcha.createChallenge(
            new Altcha.ChallengeOptions().setHmacKey("mine").setMaxNumber(1L).setNumber(1L));
    ObjectNode payload = JsonMapper.shared().createObjectNode();
    payload.put("algorithm", easy.algorithm).put("challenge", easy.challenge);
    payload.put("salt", easy.salt).put("signature", easy.signature).put("number", 1);

    assertRefused(
        Reason.WRONG_ANSWER,
        "the answer does not solve this challenge's puzzle",
        () -> join(challenges.solve(challenge.challengeId(), "a1", base64(payload), NOW)));
  }

  @Test
  void doesNotTakeAWrongNumber() throws Exception {
    Challenge challenge = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);
    ObjectNode payload =
        (ObjectNode)
            JsonMapper.shared().readTree(Base64.getDecoder().decode(solution(challenge.puzzle())));
    payload.put("number", payload.get("number").longValue() + 1);

    assertRefused(
        Reason.WRONG_ANSWER,
        "the answer does not solve this challenge's puzzle",
        () -> join(challenges.solve(challenge.challengeId(), "a1", base64(payload), NOW)));
  }

  @Test
  void stopsListeningToWrongAnswersForAMinute() {
    Challenge challenge = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);
    for (int i = 0; i < Attempts.MOST; i++) {
      assertRefused(
          Reason.WRONG_ANSWER,
          "the answer does not solve this challenge's puzzle",
          () -> join(challenges.solve(challenge.challengeId(), "a1", "e30=", NOW)));
    }
    int calls = store.calls();

    assertRefused(
        Reason.TOO_MANY_ATTEMPTS,
        "too many wrong answers",
        () -> join(challenges.solve(challenge.challengeId(), "a1", "e30=", NOW)));
    assertThat(store.calls()).isEqualTo(calls);
    assertRefused(
        Reason.WRONG_ANSWER,
        "the answer does not solve this challenge's puzzle",
        () ->
            join(
                challenges.solve(
                    challenge.challengeId(), "a1", "e30=", NOW + Attempts.WINDOW_MILLIS)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%%%", "bm90IGpzb24="})
  void saysWhatAnAnswerLooksLike(String solution) {
    Challenge challenge = opened(ask("a1", Kind.PROOF_OF_WORK), NOW);

    assertThatThrownBy(() -> join(challenges.solve(challenge.challengeId(), "a1", solution, NOW)))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageStartingWith("solution: ")
        .hasMessageContaining("(expected: ALTCHA's answer");
  }

  private ChallengeService replica() throws IOException {
    ChallengeConfig defaults = ChallengeConfig.defaults();
    ChallengeConfig easy =
        new ChallengeConfig(
            defaults.url(),
            defaults.ttl(),
            defaults.clearanceTtl(),
            defaults.keyFile(),
            defaults.keyRotation(),
            1_000);
    return ChallengeService.create(
        store,
        accounts,
        easy,
        new SecureRandom(),
        (accountId, level, now) -> told.add(new Pass(accountId, level, now)),
        NOW);
  }

  private Challenge opened(Ask ask, long now) {
    return join(challenges.open(ask, now));
  }

  private static Ask ask(String accountId, Kind... kinds) {
    return new Ask(accountId, "coordinated", "d1", List.of(kinds), 0);
  }

  private static String solution(String puzzle) throws Exception {
    JsonNode asked = JsonMapper.shared().readTree(puzzle);
    Altcha.Solution solved =
        Altcha.solveChallenge(
            asked.get("challenge").stringValue(),
            asked.get("salt").stringValue(),
            Altcha.Algorithm.SHA256,
            asked.get("maxnumber").longValue(),
            0);
    ObjectNode payload = JsonMapper.shared().createObjectNode();
    payload.setAll((ObjectNode) asked);
    payload.remove("maxnumber");
    payload.put("number", solved.number);
    return base64(payload);
  }

  private static String base64(JsonNode payload) {
    return Base64.getEncoder().encodeToString(payload.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(Reason reason, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ChallengeException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageStartingWith(message);
  }

  private static <T> T join(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
