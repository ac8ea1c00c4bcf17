package dev.weir.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.cohort.Standing;
import dev.weir.decision.Decision;
import dev.weir.decision.Verdict;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What those can do to the rightful holder of a document who verify accounts of theirs with it. */
final class SharedIdentityTest {
  private static final String DOCUMENT = "the holder's document";
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  private final Town town = Town.of(400);
  private final Caller holder = Caller.alone("holder", 50_000, true);

  @BeforeEach
  void verify() {
    verified(holder, 300);
    assertThat(town.call(holder).verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void fourOthersChangeNothing() {
    thieves(4, 1);
    assertThat(town.standing("identity", DOCUMENT)).isEqualTo(Standing.OBSERVED);
    assertThat(town.call(holder).verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void whoseAccountIsOlderByAWeekIsSparedAndTheOthersAreDenied() {
    thieves(20, 292);
    assertThat(town.standing("identity", DOCUMENT)).isEqualTo(Standing.OVERUSED);
    assertThat(town.call(holder).verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(town.call(thief(3)).verdict()).isEqualTo(Verdict.DENY);
  }

  @Test
  void whoWasSeenWithItAWeekBeforeTheOthersIsSparedWhateverTheAgeOfTheirAccounts() {
    town.advance(4 * DAY);
    assertThat(town.call(holder).verdict()).isEqualTo(Verdict.ALLOW);
    town.advance(4 * DAY);
    thieves(4, 1);
    oldThief();
    assertThat(town.standing("identity", DOCUMENT)).isEqualTo(Standing.OVERUSED);
    assertThat(town.call(holder).verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(town.call(thief(3)).verdict()).isEqualTo(Verdict.DENY);
  }

  /** Five accounts, one of which is old, before the holder was known for a week. */
  @Test
  void anOlderAccountOfAThiefGetsTheHolderDeniedWhereNobodyWasSeenLongBefore() {
    thieves(4, 1);
    oldThief();

    Decision decision = town.call(holder);
    assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
    assertThat(decision.reasons().getFirst().rule()).isEqualTo("identity_overused");
  }

  private void oldThief() {
    Caller old = Caller.alone("old thief", 60_000, true);
    verified(old, 301);
    var _ = town.call(old);
    town.advance(5_000);
  }

  private void thieves(int count, long days) {
    for (int i = 0; i < count; i++) {
      verified(thief(i), days);
      var _ = town.call(thief(i));
    }
    town.advance(5_000);
  }

  private static Caller thief(int number) {
    return Caller.alone("thief " + number, 60_001 + number, true);
  }

  private void verified(Caller caller, long days) {
    String card = "card of " + caller.id();
    town.put(
        Caller.account(
            caller.id(), Level.IDENTITY, DOCUMENT, card, false, town.now() - days * DAY));
  }
}
