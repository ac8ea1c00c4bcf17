package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.decision.Input;
import dev.weir.decision.Inputs;
import dev.weir.decision.Match;
import dev.weir.decision.Rule;
import dev.weir.decision.Verdict;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.Outcome;
import dev.weir.policy.PolicyModel.OnError;
import dev.weir.policy.PolicyModel.OnMissing;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That an index finds the rules that match, and does not look at the others. */
final class RuleIndexTest {
  private static final int CONDITIONS = 500;
  private static final int POLICIES = 200;
  private static final int REQUESTS = 30;
  private static final int MOST_RULES = 90;

  /** Of bounds that are met, and that many conditions share. */
  private static final List<String> BOUNDED =
      List.of(
          "network.proxy_confidence %s 0.0",
          "network.proxy_confidence %s -0.0",
          "network.proxy_confidence %s 0.25",
          "network.proxy_confidence %s 0.5",
          "0.5 %s network.proxy_confidence",
          "signals.odd %s 0.25",
          "signals.odd %s -1.0",
          "operation.input_tokens %s 0",
          "operation.input_tokens %s 1000",
          "1001 %s operation.input_tokens",
          "limits.per_minute.remaining %s 10",
          "account.age %s duration('30d')",
          "duration('0s') %s account.age",
          "account.verification %s PAYMENT",
          "NONE %s account.verification");

  private static final List<String> OPERATORS = List.of("==", "!=", "<", "<=", ">", ">=");

  private final SplittableRandom random = new SplittableRandom(23);
  private final RandomConditions conditions = new RandomConditions(random);
  private final CompiledPolicy policy =
      PolicyCompiler.compile("test.yaml", "apiVersion: weir.dev/v1\nname: test\n")
          .policy()
          .orElseThrow();

  @Test
  void whatItFindsIsWhatMatches() {
    List<Condition> pool = Stream.generate(this::condition).limit(CONDITIONS).toList();
    int matched = 0;
    int failed = 0;
    for (int i = 0; i < POLICIES; i++) {
      List<CompiledRule> rules = rules(pool);
      RuleIndex index = RuleIndex.of(rules, 0);
      for (int j = 0; j < REQUESTS; j++) {
        Inputs inputs = inputs();
        List<Match> expected = each(rules, inputs);
        assertThat(apply(index, inputs)).isEqualTo(expected);
        matched += expected.size();
        failed += (int) expected.stream().filter(m -> m.detail().contains("on_error")).count();
      }
    }
    assertThat(matched).isGreaterThan(POLICIES * REQUESTS);
    assertThat(failed).isGreaterThan(POLICIES);
  }

  @Test
  void evaluatesOnlyWhatMayMatch() {
    int[] evaluated = {0};
    List<CompiledRule> rules = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String text =
          switch (i % 3) {
            case 0 -> "account.tier == \"t%d\"".formatted(i);
            case 1 -> "operation.input_tokens > %d && account.known".formatted(i);
            default -> "account.tier == \"t%d\" || risk.score > 0.%03d".formatted(i, i);
          };
      rules.add(rule(i, counted(conditions.compile(text), evaluated)));
    }
    RuleIndex index = RuleIndex.of(rules);
    Inputs inputs = Request.of(Level.NONE).tier("t200").model("large", 5, 1).inputs(policy);
    assertThat(apply(index, inputs))
        .extracting(match -> match.rule().name())
        .containsExactly("rule_1", "rule_4", "rule_200");
    assertThat(evaluated[0]).isEqualTo(3);
  }

  @Test
  void evaluatesARuleOnce() {
    int[] evaluated = {0};
    Condition condition = conditions.compile("account.known || account.status == ACTIVE");
    List<CompiledRule> rules =
        IntStream.range(0, 100).mapToObj(i -> rule(i, counted(condition, evaluated))).toList();
    assertThat(apply(RuleIndex.of(rules), Request.of(Level.NONE).inputs(policy)))
        .extracting(match -> match.rule().name())
        .containsExactlyElementsOf(rules.stream().map(rule -> rule.rule().name()).toList());
    assertThat(evaluated[0]).isEqualTo(100);
  }

  private List<CompiledRule> rules(List<Condition> pool) {
    return IntStream.rangeClosed(0, random.nextInt(MOST_RULES))
        .mapToObj(i -> rule(i, conditions.pick(pool)))
        .toList();
  }

  private Condition condition() {
    return conditions.compile(
        switch (random.nextInt(4)) {
          case 0 -> bounded();
          case 1 -> bounded() + (random.nextBoolean() ? " && " : " || ") + bounded();
          default -> conditions.expression(random.nextInt(4));
        });
  }

  private String bounded() {
    return conditions.pick(BOUNDED).formatted(conditions.pick(OPERATORS));
  }

  private CompiledRule rule(int i, Condition condition) {
    return new CompiledRule(
        new Rule("rule_" + i, Verdict.DENY, "CODE", List.of(), false, 0, false),
        condition,
        "",
        conditions.pick(List.of(OnMissing.values())),
        conditions.pick(List.of(OnError.values())));
  }

  private static Condition counted(Condition condition, int[] evaluated) {
    return new Condition(
        condition.text(),
        condition.program(),
        inputs -> {
          evaluated[0]++;
          return condition.guard().mayHold(inputs);
        },
        condition.alternatives(),
        condition.reads(),
        condition.inputs());
  }

  private Inputs inputs() {
    Request request = conditions.request();
    if (random.nextInt(8) == 0) {
      request.proxy(-0.0);
    }
    if (random.nextInt(6) == 0) {
      request.missing(conditions.pick(List.of(Input.ACCOUNT, Input.RISK)));
    }
    Inputs inputs = request.inputs(policy);
    if (random.nextBoolean()) {
      return inputs;
    }
    LimitStatus status =
        new LimitStatus(
            "per_minute", 50, random.nextInt(8, 13), random.nextBoolean(), 0, 0, 60_000);
    return inputs.withLimits(new Outcome("", !status.exceeded(), false, false, List.of(status)));
  }

  private List<Match> apply(RuleIndex index, Inputs inputs) {
    return index.apply(new InputValues(conditions.read(), inputs));
  }

  private List<Match> each(List<CompiledRule> rules, Inputs inputs) {
    return rules.stream()
        .flatMap(rule -> rule.apply(new InputValues(conditions.read(), inputs)).stream())
        .toList();
  }
}
