package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.cohort.Regard;
import dev.weir.decision.Input;
import dev.weir.limit.Algorithm;
import dev.weir.limit.Demand;
import dev.weir.limit.HashTag;
import dev.weir.limit.LimitOverride;
import dev.weir.limit.LimitOverride.Owner;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.Measure;
import dev.weir.limit.TokenWeights;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request asks of the limits. */
final class LimitsTest {
  private static final String RULE = "rules: [{name: r, when: limits.exceeded, verdict: deny}]\n";

  private static CompiledPolicy policy(String limits, String rules) {
    String yaml =
        """
        apiVersion: weir.dev/v1
        name: test
        prices:
          - {model: large-*, input: 3, output: 15.5}
          - {model: "*", input: 0.25, output: 1.25}
        limits:
        %s
        %s
        """
            .formatted(limits, rules);
    Compilation compilation = PolicyCompiler.compile("test.yaml", yaml);
    assertThat(compilation.policy()).as("%s", compilation.problems()).isPresent();
    return compilation.policy().orElseThrow();
  }

  private static List<Demand> demands(String limit, Request request) {
    return request.demands(policy("- {name: l, window: 1m, " + limit + '}', RULE));
  }

  private static Demand demand(String limit, Request request) {
    List<Demand> demands = demands(limit, request);
    assertThat(demands).hasSize(1);
    return demands.getFirst();
  }

  private static String subject(String by, Request request) {
    return demand("by: " + by + ", measure: requests, max: 5", request).subject().key();
  }

  @Test
  void reserveWhatTheRequestMayUse() {
    Request request = Request.of(Level.NONE).model("large-2", 1000, 201);
    assertAmount(demand("by: account, measure: requests, max: 5", request), 1, 0, 0);
    assertAmount(demand("by: account, measure: input_tokens, max: 5", request), 1000, 1, 0);
    assertAmount(demand("by: account, measure: output_tokens, max: 5", request), 201, 0, 1);
    assertAmount(demand("by: account, measure: tokens, max: 5", request), 1201, 1, 1);
    assertAmount(demand("by: account, measure: concurrency, max: 5", request), 1, 0, 0);
    assertAmount(demand("by: account, measure: cost, max: 5", request), 6116, 3, 15.5);
    assertAmount(
        demand("by: account, measure: cost, max: 5", request.model("small", 3, 0)), 1, 0.25, 1.25);
  }

  private static void assertAmount(Demand demand, long amount, double input, double output) {
    assertThat(demand)
        .extracting(Demand::amount, Demand::weights)
        .containsExactly(amount, new TokenWeights(input, output));
  }

  /** What is left to a suspect: at least one, or a limit of few would refuse everything. */
  @ParameterizedTest
  @CsvSource({
    "slow_down: 0.25, 25, 1, 100",
    "slow_down: 1, 100, 3, 400",
    "slow_down: 0, 1, 1, 1",
    "slow_down: 0.5, 50, 1, 200",
    "suspicion: 20, 25, 1, 100"
  })
  void leaveASuspectAShareOfEach(String cohorts, long many, long few, long overridden) {
    CompiledPolicy policy =
        policy(
            """
            - {name: many, by: account, window: 1m, measure: requests, max: 100}
            - {name: few, by: account, window: 1m, measure: requests, max: 3}
            - {name: any, by: account, window: 1m, measure: requests, max: unlimited}
            """,
            "cohorts: {" + cohorts + "}\n" + RULE);
    Regard slow = new Regard(Level.NONE, false, true, 0, List.of());
    Regard campaign = new Regard(Level.IDENTITY, true, false, 1, List.of());

    assertThat(Request.of(Level.EMAIL).regard(slow).demands(policy))
        .extracting(Demand::max)
        .containsExactly(many, few);
    for (Regard regard : List.of(Regard.NONE, campaign)) {
      assertThat(Request.of(Level.EMAIL).regard(regard).demands(policy))
          .extracting(Demand::max)
          .containsExactly(100L, 3L);
    }
    assertThat(
            Request.of(Level.EMAIL)
                .regard(slow)
                .override(new LimitOverride("many", Owner.ACCOUNT, "a1", 400, 0))
                .demands(policy))
        .extracting(Demand::max)
        .as("overridden")
        .containsExactly(overridden, few);
  }

  /** What a replica may take in advance follows what the account may use. */
  @ParameterizedTest
  @CsvSource({"build, 10", "start, 0", "other, 2"})
  void leaseAShareOfTheMax(String tier, long lease) {
    String limit =
        "by: account, measure: requests, lease: 0.01, max: {start: 50, build: 1000, default: 200}";
    Request request = Request.of(Level.NONE).account("a1").tier(tier);
    assertThat(demand(limit, request)).returns(lease, Demand::lease);

    request.override(new LimitOverride("l", Owner.ACCOUNT, "a1", 5_000, 0));
    assertThat(demand(limit, request)).as("overridden").returns(50L, Demand::lease);
    request.override(new LimitOverride("l", Owner.ACCOUNT, "a1", Long.MAX_VALUE - 1, 0));
    assertThat(demand(limit, request))
        .as("overridden beyond what is counted")
        .returns(10_000_000_000_000L, Demand::lease);
  }

  @Test
  void leaseNothingUnlessToldTo() {
    assertThat(demand("by: account, measure: requests, max: 1000", Request.of(Level.NONE)))
        .returns(false, Demand::isLeased);
  }

  /** Whose refusal alone decides, so that nothing else need be known. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{when: limits.exceeded, verdict: deny}; a b",
        "{when: limits.a.exceeded, verdict: deny}; a",
        "{when: limits.exceeded && !cohort.slowed, verdict: deny}; a b",
        "{when: '!cohort.slowed&&limits.a.exceeded', verdict: deny}; a",
        "{when: '!cohort.slowed', verdict: deny}; ''",
        "{when: limits.exceeded && cohort.slowed, verdict: deny}; ''",
        "{when: ' limits.exceeded ', verdict: deny, kinds: [identity]}; a b",
        "{when: limits.exceeded, verdict: challenge, kinds: [email]}; ''",
        "{when: limits.exceeded, verdict: deny, mode: shadow}; ''",
        "{when: limits.exceeded && account.known, verdict: deny}; ''",
        "{when: '!limits.exceeded', verdict: deny}; ''",
        "{when: limits.exceeded, verdict: deny}, {when: limits.a.remaining < 3, verdict: deny}; a",
        "{when: limits.exceeded, verdict: deny},"
            + " {when: limits.b.exceeded, verdict: challenge, kinds: [email], mode: shadow}; b",
        "{when: limits.exceeded, verdict: deny}, {when: limits.watched.exceeded, verdict: deny};"
            + " ''",
        "{when: limits.exceeded, verdict: deny},"
            + " {when: limits.exceeded && !account.known, verdict: deny, code: NEW}; a b"
      })
  void knowWhoseRefusalDecides(String rules, String conclusive) {
    StringBuilder named = new StringBuilder();
    for (String rule : rules.split("(?<=}), ?", -1)) {
      named.append("{name: r").append(named.length()).append(", ").append(rule.substring(1));
      named.append(", ");
    }
    CompiledPolicy policy =
        policy(
            """
            - {name: a, by: account, window: 1m, measure: requests, max: 5}
            - {name: b, by: account, window: 1h, measure: requests, max: 50}
            - {name: watched, by: account, window: 1h, measure: tokens, max: 50, mode: shadow}
            """,
            "rules: [" + named + "]\n");

    assertThat(
            Request.of(Level.NONE).demands(policy).stream()
                .filter(Demand::conclusive)
                .map(demand -> demand.limit().name()))
        .containsExactlyElementsOf(
            Stream.of(conclusive.split(" ", -1)).filter(name -> !name.isEmpty()).toList());
  }

  @Test
  void countMoneyInMillionths() {
    Request request = Request.of(Level.NONE).model("small", 1, 1);
    assertThat(demand("by: account, measure: cost, max: 12.5", request).max())
        .isEqualTo(12_500_000);
  }

  @Test
  void haveTheAlgorithmThatTheyNameOrOneThatFits() {
    assertThat(spec("measure: requests, window: 90s"))
        .isEqualTo(new LimitSpec("l", Measure.REQUESTS, Algorithm.SLIDING_WINDOW, 90_000));
    assertThat(spec("measure: requests, window: 1h, algorithm: exact_log"))
        .isEqualTo(new LimitSpec("l", Measure.REQUESTS, Algorithm.EXACT_LOG, 3_600_000));
    assertThat(spec("measure: concurrency"))
        .isEqualTo(new LimitSpec("l", Measure.CONCURRENCY, Algorithm.SLOTS, 600_000));
  }

  private static LimitSpec spec(String keys) {
    return Request.of(Level.NONE)
        .demands(policy("- {name: l, by: account, max: 5, " + keys + '}', RULE))
        .getFirst()
        .limit();
  }

  @ParameterizedTest
  @CsvSource({"start, 50", "build, 1000", "other, 20", "'', 20"})
  void takeTheMaxOfTheTierAndOtherwiseTheDefault(String tier, long max) {
    assertThat(
            demand(
                    "by: account, measure: requests, max: {start: 50, build: 1000, default: 20}",
                    Request.of(Level.NONE).tier(tier))
                .max())
        .isEqualTo(max);
  }

  @Test
  void takeTheSmallestMaxForOtherTiersWhereThereIsNoDefault() {
    assertThat(
            demand(
                    "by: account, measure: requests, max: {start: 50, build: unlimited}",
                    Request.of(Level.NONE).tier("other"))
                .max())
        .isEqualTo(50);
  }

  @Test
  void askNothingOfWhatIsUnlimitedUnlessOverridden() {
    String limit = "by: account, measure: requests, max: {start: 50, build: unlimited}";
    Request request = Request.of(Level.NONE).account("a1").tier("build");
    assertThat(demands(limit, request)).isEmpty();
    request.override(new LimitOverride("l", Owner.ACCOUNT, "a1", 7, 0));
    assertThat(demand(limit, request).max()).isEqualTo(7);
  }

  @Test
  void takeTheOverrideOfTheAccountOrItsOrganization() {
    Request request =
        Request.of(Level.NONE)
            .account("a1")
            .organization("o1")
            .override(new LimitOverride("l", Owner.ORGANIZATION, "o1", 8, 0));
    assertThat(demand("by: account, measure: requests, max: 5", request).max()).isEqualTo(8);
    request.override(
        new LimitOverride("l", Owner.ORGANIZATION, "o1", 8, 0),
        new LimitOverride("l", Owner.ACCOUNT, "a1", 9, 0));
    assertThat(demand("by: account, measure: requests, max: 5", request).max()).isEqualTo(9);
  }

  @Test
  void countByWhatTheyName() {
    Request request =
        Request.of(Level.NONE)
            .account("a1")
            .organization("o1")
            .apiKey("k1")
            .model("m1", 1, 1)
            .ip("192.0.2.77");
    assertThat(subject("account", request)).isEqualTo("account:a1");
    assertThat(subject("organization", request)).isEqualTo("organization:o1");
    assertThat(subject("api_key", request)).isEqualTo("api_key:k1");
    assertThat(subject("model", request)).isEqualTo("model:m1");
    assertThat(subject("ip", request)).isEqualTo("ip:192.0.2.77");
    assertThat(subject("ip_prefix", request)).isEqualTo("ip_prefix:192.0.2.0/24");
    assertThat(subject("[model, account]", request))
        .isEqualTo(subject("[account, model]", request))
        .isEqualTo("account:a1|model:m1");
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::7, ip_prefix:2001:db8:1::/48",
    "::1, ip_prefix:0:0:0::/48",
    "::ffff:192.0.2.77, ip_prefix:192.0.2.0/24"
  })
  void countPrefixesOfAddresses(String ip, String key) {
    assertThat(subject("ip_prefix", Request.of(Level.NONE).ip(ip))).isEqualTo(key);
  }

  @Test
  void countAnAccountWithoutAnOrganizationAsItsOwn() {
    assertThat(subject("organization", Request.of(Level.NONE).account("a1")))
        .isEqualTo("account:a1");
  }

  @ParameterizedTest
  @CsvSource({"api_key", "model", "ip", "ip_prefix", "'[account, model]'"})
  void askNothingWhereTheRequestLacksWhatTheyCountBy(String by) {
    assertThat(demands("by: " + by + ", measure: requests, max: 5", Request.of(Level.NONE)))
        .isEmpty();
  }

  @Test
  void keepSubjectsApartWhateverCallersPutIntoTheirNames() {
    String by = "[account, model]";
    assertThat(subject(by, Request.of(Level.NONE).account("a|model:b").model("c", 1, 1)))
        .isEqualTo("account:a%7Cmodel:b|model:c")
        .isNotEqualTo(subject(by, Request.of(Level.NONE).account("a").model("b|model:c", 1, 1)));
    assertThat(subject("account", Request.of(Level.NONE).account("a%7C")))
        .isEqualTo("account:a%257C");
  }

  @Test
  void keepAllThatIsAnOrganizationsTogether() {
    Request request =
        Request.of(Level.NONE).account("a1").organization("o1").apiKey("k1").model("m1", 1, 1);
    int tag = HashTag.of("o1");
    for (String by : List.of("account", "organization", "api_key", "[account, model]")) {
      assertThat(demand("by: " + by + ", measure: requests, max: 5", request).subject().tag())
          .as(by)
          .isEqualTo(tag);
    }
    assertThat(demand("by: model, measure: requests, max: 5", request).subject().tag())
        .isEqualTo(HashTag.of("model:m1"));
    assertThat(
            demand("by: account, measure: requests, max: 5", Request.of(Level.NONE).account("a1"))
                .subject()
                .tag())
        .isEqualTo(HashTag.of("a1"));
  }

  @Test
  void shareTheSubjectAmongLimitsThatCountByTheSame() {
    List<Demand> demands =
        Request.of(Level.NONE)
            .demands(
                policy(
                    """
                    - {name: a, by: account, measure: requests, window: 1m, max: 5}
                    - {name: b, by: account, measure: requests, window: 1h, max: 5}
                    """,
                    RULE));
    assertThat(demands.get(0).subject()).isSameAs(demands.get(1).subject());
  }

  @Test
  void applyWhereTheirConditionHoldsOrCannotBeTold() {
    String limit = "by: account, measure: requests, max: 5, when: ";
    assertThat(demands(limit + "account.known", Request.of(Level.NONE))).hasSize(1);
    assertThat(demands(limit + "account.known", Request.ofUnknownAccount())).isEmpty();
    assertThat(demands(limit + "1 / operation.input_tokens == 1", Request.of(Level.NONE)))
        .hasSize(1);
    assertThat(demands(limit + "account.known", Request.ofUnknownAccount().missing(Input.ACCOUNT)))
        .hasSize(1);
  }

  @Test
  void refuseOnlyWhereARuleThatDecidesReadsThem() {
    String limits =
        """
        - {name: a, by: account, measure: requests, window: 1m, max: 5}
        - {name: b, by: account, measure: requests, window: 1m, max: 5}
        - {name: c, by: account, measure: requests, window: 1m, max: 5, mode: shadow}
        """;
    assertThat(enforced(limits, RULE)).containsExactly(true, true, false);
    assertThat(
            enforced(
                limits,
                """
                rules:
                  - {name: r, when: limits.a.exceeded, verdict: deny}
                  - {name: s, when: limits.b.exceeded, verdict: deny, mode: shadow}
                """))
        .containsExactly(true, false, false);
  }

  private static List<Boolean> enforced(String limits, String rules) {
    return Request.of(Level.NONE).demands(policy(limits, rules)).stream()
        .map(Demand::enforced)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "large, large, true",
    "large, larger, false",
    "large*, larger, true",
    "*, '', true",
    "*-v2, large-v2, true",
    "a*b*c, aXbbYc, true",
    "a*b*c, aXbbY, false",
    "*a, bab, false",
    "**, x, true"
  })
  void matchModelsByPattern(String pattern, String model, boolean matches) {
    assertThat(Prices.matches(pattern, model)).isEqualTo(matches);
  }
}
