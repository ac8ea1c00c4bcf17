package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.account.Status;
import dev.weir.cohort.Regard;
import dev.weir.decision.Match;
import dev.weir.decision.Verdict;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the shipped policy decides. */
final class DefaultPolicyTest {
  private final Compilation compilation =
      PolicyCompiler.compile(Policies.DEFAULT_FILE, Policies.defaultYaml());
  private final CompiledPolicy policy = compilation.policy().orElseThrow();

  @Test
  void hasNoProblems() {
    assertThat(compilation.problems()).isEmpty();
    assertThat(policy.version()).matches("model-api@[0-9a-f]{12}");
    assertThat(policy.digest()).startsWith(policy.version().substring("model-api@".length()));
  }

  @Test
  void allowsAnUnknownAccountAndOnlyWatchesIt() {
    List<Match> matches = Request.ofUnknownAccount().matches(policy);
    assertThat(matches).extracting(match -> match.rule().name()).containsExactly("unknown_account");
    assertThat(matches.getFirst().rule().shadow()).isTrue();
  }

  @Test
  void allowsAnOrdinaryAccount() {
    assertThat(Request.of(Level.NONE).tier("start").decisions(policy)).isEmpty();
    assertThat(Request.of(Level.EMAIL).tier("build").signal("distillation", 0.5).decisions(policy))
        .isEmpty();
  }

  /** So who is over a limit is refused without asking what is left of the others. */
  @Test
  void deniesWhoIsOverALimitWhateverIsLeftOfTheOthers() {
    assertThat(Request.of(Level.NONE).tier("start").ip("192.0.2.1").demands(policy))
        .isNotEmpty()
        .allMatch(Demand::conclusive);
    Regard slow = new Regard(Level.NONE, false, true, 0, List.of());
    assertThat(Request.of(Level.NONE).tier("start").ip("192.0.2.1").regard(slow).demands(policy))
        .as("who is slowed down is asked, by a rule of its own")
        .isNotEmpty()
        .noneMatch(Demand::conclusive);
    Request over = Request.of(Level.NONE).limit("requests_per_day", 2_000, 0, true);
    List<String> decisions = over.decisions(policy);
    assertThat(decisions).containsExactly("over_limit DENY");
    assertThat(over.limit("tokens_per_day", 5_000, 0, true).decisions(policy)).isEqualTo(decisions);
    assertThat(over.limit("concurrency", 10, 9, false).decisions(policy)).isEqualTo(decisions);
  }

  @Test
  void deniesClosedAndSuspendedAccounts() {
    assertThat(Request.of(Level.ORGANIZATION).status(Status.CLOSED).decisions(policy))
        .containsExactly("account_closed DENY");
    assertThat(Request.of(Level.ORGANIZATION).status(Status.SUSPENDED).decisions(policy))
        .containsExactly("account_suspended DENY");
  }

  @Test
  void challengesAHighPushedRiskUntilTheIdentityIsVerified() {
    assertThat(Request.of(Level.PAYMENT).pushed("abuse", 0.8).decisions(policy))
        .containsExactly("high_risk CHALLENGE");
    assertThat(Request.of(Level.IDENTITY).pushed("abuse", 0.8).decisions(policy)).isEmpty();
    assertThat(Request.of(Level.PAYMENT).pushed("abuse", 0.79).decisions(policy)).isEmpty();
  }

  @Test
  void deniesAVeryHighRiskUnlessAnOrganizationIsVerified() {
    assertThat(Request.of(Level.IDENTITY).pushed("abuse", 0.95).decisions(policy))
        .containsExactly("very_high_risk DENY");
    assertThat(Request.of(Level.ORGANIZATION).pushed("abuse", 1).decisions(policy)).isEmpty();
  }

  @Test
  void letsNoSignalAloneReachARiskThreshold() {
    assertThat(Request.of(Level.EMAIL).signal("distillation", 1).decisions(policy)).isEmpty();
    assertThat(
            Request.of(Level.EMAIL)
                .signal("distillation", 1)
                .signal("reasoning_elicitation", 0.85)
                .decisions(policy))
        .containsExactly("high_risk CHALLENGE");
  }

  @Test
  void onlyWatchesAnonymousProxiesOfUnverifiedAccounts() {
    Match match = Request.of(Level.EMAIL).proxy(0.9).matches(policy).getFirst();
    assertThat(match.rule().name()).isEqualTo("anonymous_proxy");
    assertThat(match.rule().shadow()).isTrue();
    assertThat(Request.of(Level.PHONE).proxy(0.9).decisions(policy)).isEmpty();
  }

  @Test
  void challengesReasoningElicitation() {
    Match match =
        Request.of(Level.PAYMENT).signal("reasoning_elicitation", 0.9).matches(policy).getFirst();
    assertThat(match.rule().code()).isEqualTo("VERIFICATION_REQUIRED");
    assertThat(match.verdict()).isEqualTo(Verdict.CHALLENGE);
    assertThat(match.detail())
        .isEqualTo("signals.reasoning_elicitation = 0.9, account.verification = PAYMENT");
  }

  @Test
  void deniesWhatIsOverALimitAndSaysWhich() {
    Match match =
        Request.of(Level.EMAIL)
            .limit("requests_per_minute", 50, 0, true)
            .limit("concurrency", 20, 3, false)
            .matches(policy)
            .getFirst();
    assertThat(match.rule().code()).isEqualTo("RATE_LIMITED");
    assertThat(match.detail()).isEqualTo("limits.exceeded = requests_per_minute (0 of 50 left)");
  }

  @Test
  void limitsByTierAndByTheDefaultForAnyOther() {
    assertThat(maxima("start")).containsEntry("requests_per_minute", 200L);
    assertThat(maxima("scale")).containsEntry("requests_per_minute", 4000L);
    assertThat(maxima("")).as("none has less than the lowest").isEqualTo(maxima("start"));
    assertThat(maxima("another")).isEqualTo(maxima("start"));
    assertThat(maxima("start")).hasSize(7).containsEntry("requests_per_minute_per_address", 3000L);
  }

  @Test
  void leavesVerifiedOrganizationsOutOfTheGuardOfAddresses() {
    assertThat(Request.of(Level.ORGANIZATION).ip("192.0.2.1").demands(policy))
        .extracting(Demand::limit)
        .extracting(LimitSpec::name)
        .doesNotContain("requests_per_minute_per_address");
  }

  @Test
  void allowsWhenNothingIsKnown() {
    for (Level level : Level.values()) {
      assertThat(policy.failure(level)).isEqualTo(Verdict.ALLOW);
    }
  }

  private Map<String, Long> maxima(String tier) {
    return Request.of(Level.EMAIL).tier(tier).ip("192.0.2.1").demands(policy).stream()
        .collect(Collectors.toMap(demand -> demand.limit().name(), Demand::max));
  }
}
