package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.account.Level;
import dev.weir.account.Status;
import dev.weir.challenge.Clearance;
import dev.weir.challenge.Kind;
import dev.weir.decision.Input;
import dev.weir.decision.Match;
import dev.weir.decision.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What conditions can read, and what rules do when they cannot. */
final class ConditionTest {
  private static CompiledPolicy policy(String when, String rest) {
    String yaml =
        """
        apiVersion: weir.dev/v1
        name: test
        limits:
          - {name: rpm, by: account, measure: requests, window: 1m, max: 5}
          - {name: watched, by: account, measure: requests, window: 1m, max: 5, mode: shadow}
        rules:
          - name: r
            verdict: deny
            %s
            when: |
              %s
        """
            .formatted(rest, when);
    Compilation compilation = PolicyCompiler.compile("test.yaml", yaml);
    assertThat(compilation.policy()).as("%s", compilation.problems()).isPresent();
    return compilation.policy().orElseThrow();
  }

  private static boolean holds(String when, Request request) {
    return !request.matches(policy(when, "")).isEmpty();
  }

  private static Request everything() {
    return Request.of(Level.PAYMENT)
        .account("a1")
        .organization("o1")
        .apiKey("k1")
        .tier("build")
        .tags("beta", "trial")
        .createdAt(Request.NOW - Duration.ofDays(3).toMillis())
        .ip("2001:db8::1")
        .proxy(0.25)
        .model("large", 100, 200)
        .prompt(-1L, 5)
        .signal("distillation", 0.5)
        .signal("odd name", 0.25)
        .label("region", "eu")
        .pushed("abuse", 0.5)
        .clearance(
            new Clearance(
                "c1", "a1", "r", "d", Kind.IDENTITY, Request.NOW - 60_000, Request.NOW + 1))
        .limit("rpm", 5, 2, false)
        .limit("watched", 5, 0, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "account.id == 'a1' && account.known && account.status == ACTIVE",
        "account.verification == PAYMENT && account.verification < IDENTITY",
        "account.verification <= PAYMENT && account.verification >= PHONE",
        "account.verification > EMAIL && account.verification != NONE",
        "account.tier == 'build' && account.tier in ['build', 'scale']",
        "account.organization == 'o1' && principal.api_key_id == 'k1'",
        "account.age > duration('2d') && account.age < duration('80h')",
        "'beta' in account.tags && !('gamma' in account.tags)",
        "account.tags.exists(tag, tag.startsWith('tri'))",
        "!account.prepaid && !account.has_payment && account.programme == ''",
        "network.ip == '2001:db8:0:0:0:0:0:1' && network.asn == 0",
        "network.proxy_confidence > 0.2 && network.user_agent == ''",
        "operation.model == 'large' && operation.input_tokens + 1 > 100",
        "operation.model.matches('^lar')",
        "operation.max_output_tokens >= 200 && !operation.streaming",
        "0xffffffffffffffffu in prompt.template_bands && size(prompt.template_bands) == 2",
        "prompt.reasoning_signature == 0u",
        "signals.distillation == 0.5 && signals['distillation'] >= 0.5",
        "signals['odd name'] < 0.5 && has(signals.distillation)",
        "signals.absent == 0.0 && !has(signals.absent) && !('absent' in signals)",
        "signals.exists(name, name == 'distillation')",
        "labels.region == 'eu' && labels['region'] != 'us' && has(labels.region)",
        "labels.absent == '' && !has(labels.absent)",
        "risk.score == 0.5 && risk.pushed == 0.5 && risk.signals == 0.0",
        "risk.score > 0 && risk.score <= 1",
        "clearance.valid && clearance.kind == 'identity' && clearance.rule == 'r'",
        "clearance.age >= duration('1m') && clearance.age < duration('2m')",
        "!limits.exceeded && limits.watched.exceeded && !limits.rpm.exceeded",
        "limits.rpm.remaining == 2 && limits.rpm.limit == 5",
        "timestamp('2026-01-01T00:00:00Z') < timestamp('2026-01-01T01:00:00+00:00')",
      })
  void readEverythingThatIsKnown(String when) {
    assertThat(holds(when, everything())).isTrue();
    assertThat(holds("!(" + when + ")", everything())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!account.known && account.status == ACTIVE && account.verification == NONE",
        "account.age == duration('0s') && account.tier == '' && account.organization == ''",
        "network.ip == '' && operation.model == '' && size(signals) == 0 && size(labels) == 0",
        "risk.score == 0.0 && !clearance.valid && clearance.kind == ''",
        "!limits.exceeded && !limits.rpm.exceeded && limits.rpm.limit == 9223372036854775807",
      })
  void readWhatIsDocumentedOfWhatIsNotKnown(String when) {
    assertThat(holds(when, Request.ofUnknownAccount())).isTrue();
  }

  @Test
  void holdOnlyLevelsThatHaveNotExpired() {
    assertThat(holds("account.verification >= PAYMENT", Request.of(Level.PAYMENT))).isTrue();
    assertThat(holds("account.verification == NONE", Request.of(Level.PAYMENT).verifiedUntil(1)))
        .isTrue();
  }

  @Test
  void knowWhichRulesReadLimits() {
    CompiledPolicy before = policy("account.known", "");
    assertThat(before.beforeLimits(everything().inputs(before))).hasSize(1);
    CompiledPolicy after = policy("account.known || limits.rpm.exceeded", "");
    assertThat(after.beforeLimits(everything().inputs(after))).isEmpty();
    assertThat(everything().matches(after)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "skip, ''",
    "match, r DENY",
    "challenge, r CHALLENGE",
    "deny, r DENY",
    "allow, r ALLOW"
  })
  void doWhatOnMissingSaysWhereAnInputIsMissing(String onMissing, String expected) {
    CompiledPolicy policy =
        policy("risk.score > 0.9", "on_missing: %s\n    kinds: phone".formatted(onMissing));
    assertThat(Request.of(Level.NONE).missing(Input.RISK).decisions(policy))
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
    assertThat(Request.of(Level.NONE).missing(Input.LIMITS).decisions(policy)).isEmpty();
    assertThat(Request.of(Level.NONE).decisions(policy)).isEmpty();
  }

  @Test
  void explainWhatWasMissing() {
    CompiledPolicy policy =
        policy("risk.score > 0.9 && account.status == CLOSED", "on_missing: match");
    assertThat(Request.of(Level.NONE).missing(Input.RISK, Input.ACCOUNT).matches(policy))
        .extracting(Match::detail)
        .containsExactly("account and risk did not arrive in time (on_missing: match)");
  }

  @Test
  void evaluateRulesThatDoNotReadWhatIsMissing() {
    CompiledPolicy policy = policy("signals.bot > 0.5", "");
    assertThat(
            Request.of(Level.NONE)
                .signal("bot", 1)
                .missing(Input.ACCOUNT, Input.RISK)
                .decisions(policy))
        .containsExactly("r DENY");
  }

  @Test
  void countAsMatchedWhereTheyFail() {
    CompiledPolicy policy = policy("10 / operation.input_tokens > 1", "");
    assertThat(Request.of(Level.NONE).matches(policy))
        .extracting(Match::verdict, Match::detail)
        .containsExactly(
            tuple(
                Verdict.DENY,
                "the condition failed, which counts as a match (on_error: strict): a division by"
                    + " zero"));
    assertThat(Request.of(Level.NONE).model("m", 10, 0).decisions(policy)).isEmpty();
  }

  @Test
  void countAsNotMatchedWhereTheyFailAndTheRuleSaysSo() {
    CompiledPolicy policy = policy("10 / operation.input_tokens > 1", "on_error: skip");
    assertThat(Request.of(Level.NONE).decisions(policy)).isEmpty();
  }

  @Test
  void stopAfterManyIterations() {
    String range = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]";
    CompiledPolicy policy =
        policy(
            "%1$s.all(a, %1$s.all(b, %1$s.all(c, %1$s.all(d, a + b + c + d >= 0))))"
                .formatted(range),
            "");
    assertThat(Request.of(Level.NONE).matches(policy))
        .extracting(Match::detail)
        .singleElement()
        .asString()
        .contains("Iteration budget exceeded: 5000");
  }

  @Test
  void explainAMatchWithoutNamingAnybody() {
    CompiledPolicy policy =
        policy(
            "account.status == SUSPENDED && account.id != '' && network.ip != '' && labels.x == ''"
                + " && risk.score > 0.1 && signals.bot > 0.2",
            "");
    assertThat(everything().status(Status.SUSPENDED).signal("bot", 0.3).matches(policy))
        .extracting(Match::detail)
        .containsExactly("account.status = SUSPENDED, risk.score = 0.5, signals.bot = 0.3");
  }

  @Test
  void explainAMatchByTheRulesOwnWords() {
    CompiledPolicy policy = policy("account.known", "detail: Known to us.");
    assertThat(everything().matches(policy))
        .extracting(Match::detail)
        .containsExactly("Known to us.");
  }

  @Test
  void shadowRulesMatchLikeAllOthers() {
    CompiledPolicy policy = policy("account.known", "mode: shadow");
    assertThat(everything().matches(policy))
        .extracting(match -> match.rule().shadow())
        .containsExactly(true);
  }
}
