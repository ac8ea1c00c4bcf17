package dev.weir.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.challenge.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RuleTest {
  @Test
  void offersOnlyWhatProvesEnough() {
    Rule rule = rule(Kind.PHONE, Kind.PAYMENT, Kind.IDENTITY);
    assertThat(rule.kindsThatProve(Level.NONE)).isEqualTo(rule.kinds());
    assertThat(rule.kindsThatProve(Level.PAYMENT)).containsExactly(Kind.PAYMENT, Kind.IDENTITY);
    assertThat(rule.kindsThatProve(Level.IDENTITY)).containsExactly(Kind.IDENTITY);
  }

  /**
   * A challenge that asks for too little is better than none: there is something to see, at least.
   */
  @Test
  void offersAllWhereNoneProvesEnough() {
    Rule rule = rule(Kind.EMAIL, Kind.PROOF_OF_WORK);
    assertThat(rule.kindsThatProve(Level.PAYMENT)).isEqualTo(rule.kinds());
  }

  private static Rule rule(Kind... kinds) {
    return new Rule("rule", Verdict.CHALLENGE, "CODE", List.of(kinds), false, 60_000, false);
  }
}
