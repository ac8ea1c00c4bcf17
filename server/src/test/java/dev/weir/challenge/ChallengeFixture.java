package dev.weir.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.account.Level;
import dev.weir.challenge.ChallengeException.Reason;
import dev.weir.challenge.ChallengeService.Proof;
import dev.weir.challenge.Challenges.Ask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.altcha.altcha.Altcha;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A service of challenges whose puzzles are easy, over a store and accounts in memory. */
abstract class ChallengeFixture {
  static final long NOW = 1_700_000_000_000L;
  static final long HOUR = 3_600_000;
  static final Proof DOCUMENT = new Proof("document", "ih", 0);

  final FakeChallengeStore store = new FakeChallengeStore();
  final FakeAccounts accounts = new FakeAccounts();
  final List<Pass> told = new CopyOnWriteArrayList<>();
  ChallengeService challenges;

  /** What a listener is told. */
  record Pass(String accountId, Level level, long now) {}

  @BeforeEach
  void start() throws IOException {
    challenges = replica();
  }

  ChallengeService replica() throws IOException {
    ChallengeConfig defaults = ChallengeConfig.defaults();
    ChallengeConfig easy =
        new ChallengeConfig(
            defaults.url(),
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

  Challenge opened(Ask ask, long now) {
    return join(challenges.open(ask, now, Long.MAX_VALUE));
  }

  Optional<Clearance> verified(String token, String accountId, long now) {
    return join(challenges.verify(token, accountId, now, Long.MAX_VALUE));
  }

  boolean redeemed(Clearance clearance, String requestId, long now) {
    return join(challenges.redeem(clearance, requestId, now, Long.MAX_VALUE));
  }

  static Ask ask(String accountId, Kind... kinds) {
    return new Ask(accountId, "coordinated", "d1", List.of(kinds), HOUR);
  }

  static String solution(String puzzle) throws Exception {
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

  static String base64(JsonNode payload) {
    return Base64.getEncoder().encodeToString(payload.toString().getBytes(StandardCharsets.UTF_8));
  }

  static void assertRefused(Reason reason, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ChallengeException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageStartingWith(message);
  }

  static <T> T join(CompletionStage<T> stage) {
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
