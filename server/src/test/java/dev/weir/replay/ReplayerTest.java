package dev.weir.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.decision.Verdict;
import dev.weir.replay.ReplayReport.GroupResult;
import dev.weir.replay.ReplayReport.RuleResult;
import dev.weir.replay.ReplayReport.Transition;
import dev.weir.replay.TraceLine.Broken;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplayerTest {
  private static final String TWO_A_MINUTE =
      """
      limits:
        - {name: requests, by: account, measure: requests, window: 1m, max: 2}
      rules:
        - {name: over_limit, when: limits.exceeded, verdict: deny, code: RATE_LIMITED}
      """;
  private static final String TWENTY_TOKENS =
      """
      reservation: 10m
      limits:
        - {name: tokens, by: account, measure: input_tokens, window: 1h, max: 20}
      rules:
        - {name: over_limit, when: limits.exceeded, verdict: deny, code: RATE_LIMITED}
      """;
  private static final String PROVE_A_PHONE =
      """
      rules:
        - name: unproved
          when: account.verification < PHONE
          verdict: challenge
          kinds: [phone]
          code: VERIFICATION_REQUIRED
      """;
  private static final String PROVE_EFFORT =
      """
      rules:
        - name: everybody
          when: account.verification < IDENTITY
          verdict: challenge
          kinds: [proof_of_work]
          code: VERIFICATION_REQUIRED
      """;
  private static final String PASSES = "'passes_challenge':true";

  @Test
  void decidesOnTheTimeOfTheTrace() throws IOException {
    Trace trace = new Trace().check("a").check("a").check("a");
    trace.at(Duration.ofMinutes(2)).check("a");
    assertThat(trace.replay(TWO_A_MINUTE).verdicts()).isEqualTo(counts(3, 0, 1));
  }

  @Test
  void settlesARequestByTheReportThatNamesIt() throws IOException {
    Trace unreported = new Trace().check("a").check("a").check("a");
    assertThat(unreported.replay(TWENTY_TOKENS).verdicts()).isEqualTo(counts(2, 0, 1));
    Trace reported = new Trace().check("a").check("a").report(1, 0).check("a");
    assertThat(reported.replay(TWENTY_TOKENS).verdicts()).isEqualTo(counts(3, 0, 0));
  }

  @Test
  void settlesNothingForAReportThatComesTooLate() throws IOException {
    Trace trace = new Trace().check("a").check("a");
    trace.at(Duration.ofMinutes(11)).report(1, 0).check("a");
    assertThat(trace.replay(TWENTY_TOKENS).verdicts()).isEqualTo(counts(2, 0, 1));
  }

  @Test
  void letsWhoPassesChallengesDoSoAfterTenMinutes() throws IOException {
    Trace trace = new Trace().check("a", PASSES);
    trace.at(Duration.ofMillis(599_999)).check("a", PASSES);
    trace.at(Duration.ofMinutes(10)).check("a", PASSES);
    assertThat(trace.replay(PROVE_A_PHONE).verdicts()).isEqualTo(counts(1, 2, 0));
  }

  @Test
  void raisesTheVerificationForGood() throws IOException {
    Trace trace = new Trace().check("a", PASSES);
    // Long after the clearance is over.
    trace.at(Duration.ofDays(2)).check("a", PASSES);
    assertThat(trace.replay(PROVE_A_PHONE).verdicts()).isEqualTo(counts(1, 1, 0));
  }

  @Test
  void letsTheNextRequestsCarryTheClearanceUntilItExpires() throws IOException {
    Trace trace = new Trace().check("a", PASSES);
    trace.at(Duration.ofMinutes(10)).check("a", PASSES).check("a", PASSES);
    trace.at(Duration.ofMinutes(70).minusMillis(1)).check("a", PASSES);
    trace.at(Duration.ofMinutes(70)).check("a", PASSES);
    assertThat(trace.replay(PROVE_EFFORT).verdicts()).isEqualTo(counts(3, 2, 0));
  }

  @Test
  void leavesChallengesUnansweredWhereNobodyPassesThem() throws IOException {
    Trace trace = new Trace();
    for (int minutes = 0; minutes < 60; minutes += 5) {
      trace.at(Duration.ofMinutes(minutes));
      trace.check("a", "'class':'bot'").check("b", "'passes_challenge':false").check("c");
    }
    assertThat(trace.replay(PROVE_A_PHONE).verdicts()).isEqualTo(counts(0, 36, 0));
  }

  @Test
  void decidesBeforeAnybodyAnswersTheSameWithTruthAndWithout() throws IOException {
    Trace told = new Trace();
    Trace untold = new Trace();
    for (int i = 0; i < 50; i++) {
      String account = "a" + i % 7;
      told.at(Duration.ofSeconds(i)).check(account, "'campaign':'c','class':'bot'," + PASSES);
      untold.at(Duration.ofSeconds(i)).check(account);
    }
    assertThat(told.replay(PROVE_A_PHONE).verdicts())
        .isEqualTo(untold.replay(PROVE_A_PHONE).verdicts());
    assertThat(told.replay(TWO_A_MINUTE).verdicts())
        .isEqualTo(untold.replay(TWO_A_MINUTE).verdicts());
  }

  @Test
  void knowsAccountsAndRiskFromTheTrace() throws IOException {
    String policy =
        """
        risk: {cap: 0.6, sources: {"*": {cap: 1}}}
        rules:
          - {name: risky, when: risk.score >= 0.8 && account.verification < IDENTITY, verdict: deny}
        """;
    Trace trace = new Trace().account("a", "EMAIL").account("b", "IDENTITY");
    trace.check("a").check("b").risk("a", 0.9).risk("b", 0.9).check("a").check("b");
    assertThat(trace.replay(policy).verdicts()).isEqualTo(counts(3, 0, 1));
  }

  @Test
  void groupsByCampaignAndClass() throws IOException {
    Trace trace = new Trace();
    trace.check("a", "'campaign':'x','class':'pool'").check("a", "'campaign':'x','class':'pool'");
    trace.check("a", "'campaign':'x','class':'pool'").check("b", "'class':'university'").check("b");
    assertThat(trace.replay(TWO_A_MINUTE).groups())
        .containsExactly(
            new GroupResult("", "", 1, 1, 1, 0, 0, 0, 0, 0, 0, Map.of()),
            new GroupResult("", "university", 1, 1, 1, 0, 0, 0, 0, 0, 0, Map.of()),
            new GroupResult(
                "x",
                "pool",
                1,
                3,
                2,
                0,
                1,
                0,
                1,
                2 / 3.0,
                2,
                Map.of("over_limit", new RuleResult(1, 1))));
  }

  @Test
  void comparesTwoPoliciesThatShareNothing() throws IOException {
    Trace trace = new Trace().check("a").check("a").check("a");
    ReplayReport report = trace.replay(TWO_A_MINUTE, PROVE_A_PHONE);
    assertThat(report.verdicts()).isEqualTo(counts(2, 0, 1));
    assertThat(report.candidate().orElseThrow().verdicts()).isEqualTo(counts(0, 3, 0));
    assertThat(report.transitions().orElseThrow())
        .containsExactly(
            new Transition(Verdict.ALLOW, "", Verdict.CHALLENGE, "unproved", 2),
            new Transition(Verdict.DENY, "over_limit", Verdict.CHALLENGE, "unproved", 1));
  }

  @Test
  void countsBrokenLinesAndGoesOn() throws IOException {
    List<Broken> broken = new ArrayList<>();
    Trace trace = new Trace().check("a").raw("oops").check("a").raw("{}");
    ReplayReport report = trace.replay(TWO_A_MINUTE, Optional.empty(), broken);
    assertThat(report.checks()).isEqualTo(2);
    assertThat(report.badLines()).isEqualTo(2);
    assertThat(broken).extracting(Broken::number).containsExactly(2L, 4L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void givesTheSameReportForTheSameTrace(long seed) throws IOException {
    Random random = new Random(seed);
    Trace trace = new Trace();
    for (int i = 1; i <= 3_000; i++) {
      trace.at(Duration.ofSeconds(i));
      String truth = "'campaign':'c%d',%s".formatted(random.nextInt(3), PASSES);
      trace.check("a" + random.nextInt(50), random.nextBoolean() ? truth : "");
      trace.report(1 + random.nextInt(i), random.nextInt(20));
    }
    ReplayReport first = trace.replay(TWENTY_TOKENS, PROVE_EFFORT);
    assertThat(trace.replay(TWENTY_TOKENS, PROVE_EFFORT)).as("seed %d", seed).isEqualTo(first);
  }

  @Test
  void writesTheReportInItsOrder() throws IOException {
    Trace trace = new Trace().check("a", "'campaign':'x','class':'pool'").check("b");
    String policy = trace.replay(TWO_A_MINUTE).policy();
    assertThat(ReportJson.of(trace.replay(TWO_A_MINUTE)))
        .isEqualTo(
            """
            {"checks":2,"seconds":2.0,"checks_per_second":1,\
            "verdicts":{"ALLOW":2,"CHALLENGE":0,"DENY":0},"groups":[\
            {"campaign":"","class":"","accounts":1,"checks":1,"allowed":1,"challenged":0,\
            "denied":0,"accounts_challenged":0,"accounts_denied":0,"leaked_share":0.0,\
            "leaked_before_half_stopped":0,"rules":{}},\
            {"campaign":"x","class":"pool","accounts":1,"checks":1,"allowed":1,"challenged":0,\
            "denied":0,"accounts_challenged":0,"accounts_denied":0,"leaked_share":1.0,\
            "leaked_before_half_stopped":1,"rules":{}}],"bad_lines":0,"policy":"POLICY"}\
            """
                .replace("POLICY", policy));
  }

  private static Map<Verdict, Long> counts(long allowed, long challenged, long denied) {
    return Map.of(Verdict.ALLOW, allowed, Verdict.CHALLENGE, challenged, Verdict.DENY, denied);
  }
}
