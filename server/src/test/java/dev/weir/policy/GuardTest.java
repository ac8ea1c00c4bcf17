package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.runtime.CelEvaluationException;
import dev.weir.account.Level;
import dev.weir.account.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** That what a guard says of a condition is what CEL says. */
final class GuardTest {
  private static final int ROUNDS = 2_000;

  private static final List<String> PLAIN =
      List.of(
          "account.known",
          "!account.known",
          "account.status == CLOSED",
          "account.status != ACTIVE",
          "account.verification < PHONE",
          "account.verification >= IDENTITY",
          "PAYMENT == account.verification",
          "account.tier == 'build'",
          "account.tier != \"scale\"",
          "account.age < duration('7d')",
          "account.age >= duration('30d')",
          "account.known == false",
          "operation.input_tokens > 1000",
          "operation.input_tokens <= 1000",
          "operation.input_tokens == 1000",
          "network.proxy_confidence >= 0.5",
          "network.proxy_confidence != 0.5",
          "signals.odd == 0.0",
          "0.25 < signals.odd",
          "risk.score > 0.5",
          "cohort.ask");

  private static final List<String> OTHER =
      List.of(
          "account.tier in ['build', 'scale']",
          "operation.input_tokens + 1 > 1000",
          "operation.model.startsWith('lar')",
          "has(signals.odd)",
          "1000 / operation.input_tokens > 0",
          "network.proxy_confidence > 0",
          "operation.input_tokens >= 999.5",
          "(account.known ? account.prepaid : cohort.campaign)");

  private final SplittableRandom random = new SplittableRandom(17);
  private final List<Variable> vocabulary = vocabulary();
  private final Map<String, Variable> read = new HashMap<>();
  private final CompiledPolicy policy = policy();

  @Test
  void whatItRulesOutDoesNotHold() throws CelEvaluationException {
    int ruledOut = 0;
    int held = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Condition condition = compile(expression(random.nextInt(4)));
      for (int j = 0; j < 5; j++) {
        InputValues values = values(request());
        if (!condition.guard().mayHold(values.inputs())) {
          ruledOut++;
          assertThat(condition.program().eval(values)).as(condition.text()).isEqualTo(false);
        } else {
          held++;
        }
      }
    }
    assertThat(ruledOut).isGreaterThan(ROUNDS);
    assertThat(held).isGreaterThan(ROUNDS);
  }

  @Test
  void itSaysOfPlainComparisonsWhatCelSays() throws CelEvaluationException {
    for (String text : PLAIN) {
      Condition condition = compile(text);
      boolean[] seen = new boolean[2];
      for (int i = 0; i < 500; i++) {
        InputValues values = values(request());
        boolean holds = (Boolean) condition.program().eval(values);
        assertThat(condition.guard().mayHold(values.inputs())).as(text).isEqualTo(holds);
        seen[holds ? 1 : 0] = true;
      }
      assertThat(seen).as(text).containsExactly(true, !text.equals("cohort.ask"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "account.tier in ['build', 'scale']",
        "1000 / operation.input_tokens > 0",
        "!(account.known && account.prepaid)",
        "account.known || operation.model.startsWith('lar')"
      })
  void itRulesNothingOutWhereItDoesNotKnow(String text) {
    Condition condition = compile(text);
    for (int i = 0; i < 100; i++) {
      assertThat(condition.guard().mayHold(values(request()).inputs())).isTrue();
    }
  }

  private String expression(int depth) {
    if (depth == 0) {
      List<String> atoms = random.nextInt(4) == 0 ? OTHER : PLAIN;
      return atoms.get(random.nextInt(atoms.size()));
    }
    return switch (random.nextInt(5)) {
      case 0 -> "!(" + expression(depth - 1) + ')';
      case 1, 2 -> '(' + expression(depth - 1) + " || " + expression(depth - 1) + ')';
      default -> '(' + expression(depth - 1) + " && " + expression(depth - 1) + ')';
    };
  }

  private Request request() {
    Request request =
        Request.of(pick(List.of(Level.values())))
            .status(pick(List.of(Status.values())))
            .tier(pick(List.of("", "build", "scale")))
            .createdAt(Request.NOW - Duration.ofDays(random.nextInt(60)).toMillis())
            .proxy(pick(List.of(0.0, 0.25, 0.5, 1.0)))
            .model(pick(List.of("large", "small")), pick(List.of(0L, 999L, 1_000L, 1_001L)), 1);
    if (random.nextBoolean()) {
      request.signal("odd", pick(List.of(0.0, 0.25, 0.5)));
    }
    if (random.nextBoolean()) {
      request.pushed("abuse", 0.9);
    }
    return random.nextInt(4) == 0 ? Request.ofUnknownAccount() : request;
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private InputValues values(Request request) {
    return new InputValues(read, request.inputs(policy));
  }

  private Condition compile(String text) {
    ConditionCompiler compiler = new ConditionCompiler(vocabulary, new Problems("test.yaml"));
    ScalarNode node = new ScalarNode(Tag.STR, text, ScalarStyle.PLAIN);
    Condition condition = compiler.compile(new ConditionText(node, Place.START)).orElseThrow();
    read.putAll(compiler.read());
    return condition;
  }

  private static CompiledPolicy policy() {
    return PolicyCompiler.compile("test.yaml", "apiVersion: weir.dev/v1\nname: test\n")
        .policy()
        .orElseThrow();
  }

  private static List<Variable> vocabulary() {
    List<Variable> all = new ArrayList<>(Vocabulary.variables());
    all.addAll(Vocabulary.constants());
    return all;
  }
}
