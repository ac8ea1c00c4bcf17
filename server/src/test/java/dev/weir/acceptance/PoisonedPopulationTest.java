package dev.weir.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.cohort.Standing;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a flood of accounts does to what cohorts are compared with. In each test 2,000 people are
 * there, then the flood, then a campaign of 60 and an office of 240 people, who share one template
 * each, and nothing else.
 */
final class PoisonedPopulationTest {
  private static final int PEOPLE = 2_000;
  private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);
  private static final long DAY = TimeUnit.DAYS.toMillis(1);
  private static final long CAMPAIGN = 7;
  private static final long OFFICE = 77;

  private final Town town = Town.of(PEOPLE);

  /** That an account is doubtful says the less the more are: 60 are found among 4,000 like them. */
  @ParameterizedTest
  @CsvSource({"0, CONFIRMED", "2000, CONFIRMED", "4000, CONFIRMED", "18000, OBSERVED"})
  void doubtfulAccountsHideACampaignOnceTheyAreNearlyAll(int flood, Standing campaign) {
    for (int i = 0; i < flood; i++) {
      join(Caller.ofCampaign("flood " + i, town.now()), i);
    }
    runFor4Hours();
    assertThat(town.standing("template", CAMPAIGN)).isEqualTo(campaign);
    assertInnocentAreLeftAlone(6);
  }

  /** That an account is not verified says the more the fewer are not. */
  @ParameterizedTest
  @CsvSource({"500, 0", "2000, 6", "8000, 6"})
  void verifiedAccountsHideNoCampaignAndLetAFewInnocentBeAsked(int flood, int mostAsked) {
    for (int i = 0; i < flood; i++) {
      String id = "flood " + i;
      join(
          Caller.account(id, Level.PAYMENT, "", "card of " + id, false, town.now() - 400 * DAY), i);
    }
    runFor4Hours();
    assertThat(town.standing("template", CAMPAIGN)).isEqualTo(Standing.CONFIRMED);
    assertInnocentAreLeftAlone(mostAsked);
  }

  private void assertInnocentAreLeftAlone(int mostAsked) {
    assertThat(town.standing("template", OFFICE)).isIn(Standing.OBSERVED, Standing.CLEARED);
    assertThat(town.asked("office")).hasSizeLessThanOrEqualTo(mostAsked);
    assertThat(town.asked("person")).isEmpty();
    assertThat(town.denied("office")).isEmpty();
    assertThat(town.denied("person")).isEmpty();
  }

  private void join(Account account, int number) {
    town.put(account);
    var _ = town.call(Caller.alone(account.accountId(), 100_000 + number, false));
  }

  private void runFor4Hours() {
    town.advance(31 * MINUTE);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 240; i++) {
      town.put(Caller.ofSomebody("office " + i, random, town.now()));
      town.put(Caller.ofCampaign("campaign " + i, town.now()));
    }
    for (int round = 0; round < 12; round++) {
      for (int i = 0; i < 240; i++) {
        var _ = town.call(Caller.alone("office " + i, 10_000 + i, true).withTemplate(OFFICE));
        if (i % 4 == 0) {
          var _ =
              town.call(Caller.alone("campaign " + i, 20_000 + i, false).withTemplate(CAMPAIGN));
        }
        town.advance(5_000);
      }
    }
  }
}
