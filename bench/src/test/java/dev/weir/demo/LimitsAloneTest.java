package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.policy.Compilation;
import dev.weir.policy.Policies;
import dev.weir.policy.PolicyCompiler;
import org.junit.jupiter.api.Test;

final class LimitsAloneTest {

  @Test
  void theShippedPolicyKeepsItsLimitsAndNothingElse() {
    String limits = LimitsAlone.of(Policies.defaultYaml());

    Compilation compilation = PolicyCompiler.compile("limits", limits);
    assertThat(compilation.problems()).isEmpty();
    assertThat(compilation.policy()).isPresent();
    assertThat(limits)
        .contains("name: limits-alone", "requests_per_minute", "concurrency", "over_limit")
        .doesNotContain("cohort", "risk", "challenge", "signals", "proxy");
  }
}
