package dev.weir.cohort;

import static dev.weir.cohort.Members.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.cohort.Encounters.Known;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an account is asked for, by what is held and how it answered. */
final class RegardFinderTest {
  private static final Cohort.Key NETWORK = new Cohort.Key("prefix", 7);
  private static final long SILENT = 1;
  private static final long OTHER = 2;

  private final Standings standings = new Standings();
  private final Answers answers = new Answers();
  private final RegardFinder regards =
      new RegardFinder(() -> AssessorFixture.POLICY, standings, answers);

  /** Once a network is a campaign's no more, nobody is chosen; who is silent had better answer. */
  @Test
  void whoIsSilentStaysAskedForWhatItWasAskedWhoeverIsChosen() {
    Judgement campaign =
        Judgement.none(NETWORK, NOW).become(Standing.PROBING, NOW).become(Standing.CONFIRMED, NOW);
    standings.update(List.of(campaign));
    answers.add(Answer.asked(SILENT, NETWORK, Level.IDENTITY, NOW));
    assertThat(find(SILENT).asked()).isEqualTo(Level.IDENTITY);
    assertThat(find(OTHER).asked()).isEqualTo(Level.IDENTITY);

    standings.update(List.of(campaign.become(Standing.PROBING, NOW + 1).choosing(Set.of())));
    assertThat(find(SILENT).asked()).isEqualTo(Level.IDENTITY);
    assertThat(find(SILENT).campaign()).isFalse();
    assertThat(find(OTHER).ask()).isFalse();

    standings.update(List.of(campaign.become(Standing.CLEARED, NOW + 2)));
    assertThat(find(SILENT).ask()).isFalse();
  }

  private Regard find(long account) {
    Member member = Members.member(account);
    String[] traits = {NETWORK.trait()};
    long[] values = {NETWORK.value()};
    Known known =
        new Known("account " + account, 0, Activity.day(NOW), member, true, traits, values);
    return regards.find(known, member.level());
  }
}
