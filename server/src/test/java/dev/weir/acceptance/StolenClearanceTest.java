package dev.weir.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.decision.Verdict;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a clearance is worth to whoever holds it. */
final class StolenClearanceTest {
  private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);

  private final Town town = Town.of(10);
  private final Caller holder = Caller.alone("holder", 50_000, true).behindAProxy();
  private final Caller thief = Caller.alone("thief", 60_000, false).behindAProxy();

  @BeforeEach
  void pass() {
    for (Caller caller : new Caller[] {holder, thief}) {
      town.put(Caller.account(caller.id(), Level.NONE, "", "", false, town.now()));
      assertThat(town.call(caller).verdict()).isEqualTo(Verdict.CHALLENGE);
    }
    town.advance(10 * MINUTE);
    assertThat(town.clearance(holder)).isNotEmpty();
    assertThat(town.call(holder).verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void isWorthNothingToAnotherAccount() {
    assertThat(town.callWith(thief, town.clearance(holder)).verdict()).isEqualTo(Verdict.CHALLENGE);
  }

  @Test
  void isWorthNothingWhereItWasAltered() {
    String token = town.clearance(holder);
    String header = token.substring(0, token.indexOf('.'));
    for (String forged :
        new String[] {
          header + token.substring(token.lastIndexOf('.')),
          token.substring(0, token.length() - 4) + "AAAA",
          "x" + token
        }) {
      assertThat(town.callWith(thief, forged).verdict()).isEqualTo(Verdict.CHALLENGE);
    }
  }

  @Test
  void liftsNoLimitHoweverOftenItIsSent() {
    town.advance(2 * MINUTE);
    int allowed = 0;
    for (int i = 0; i < 240; i++) {
      allowed += town.callWith(holder, town.clearance(holder)).verdict() == Verdict.ALLOW ? 1 : 0;
    }
    assertThat(allowed).isEqualTo(200);
  }
}
