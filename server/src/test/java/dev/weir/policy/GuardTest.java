package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.runtime.CelEvaluationException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That what a guard says of a condition is what CEL says. */
final class GuardTest {
  private static final int ROUNDS = 2_000;

  private final SplittableRandom random = new SplittableRandom(17);
  private final RandomConditions conditions = new RandomConditions(random);
  private final CompiledPolicy policy = policy();

  @Test
  void whatItRulesOutDoesNotHold() throws CelEvaluationException {
    int ruledOut = 0;
    int held = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Condition condition = conditions.compile(conditions.expression(random.nextInt(4)));
      for (int j = 0; j < 5; j++) {
        InputValues values = values(conditions.request());
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
    for (String text : RandomConditions.PLAIN) {
      Condition condition = conditions.compile(text);
      boolean[] seen = new boolean[2];
      for (int i = 0; i < 500; i++) {
        InputValues values = values(conditions.request());
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
    Condition condition = conditions.compile(text);
    for (int i = 0; i < 100; i++) {
      assertThat(condition.guard().mayHold(values(conditions.request()).inputs())).isTrue();
    }
  }

  private InputValues values(Request request) {
    return new InputValues(conditions.read(), request.inputs(policy));
  }

  private static CompiledPolicy policy() {
    return PolicyCompiler.compile("test.yaml", "apiVersion: weir.dev/v1\nname: test\n")
        .policy()
        .orElseThrow();
  }
}
