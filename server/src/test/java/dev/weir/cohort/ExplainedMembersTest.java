package dev.weir.cohort;

import static dev.weir.cohort.Members.NOW;
import static dev.weir.cohort.Members.doubtful;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What members whose silence a campaign explains say of the others. */
final class ExplainedMembersTest extends AssessorFixture {
  @Test
  void whoIsSilentForACampaignIsNoEvidenceAgainstOthersThatItMeets() {
    confirm(CAMPAIGN);
    Cohort cohort = Cohort.empty(KEY, 256, NOW);
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 60; i++) {
      cohort = cohort.with(doubtful(i)).with(Members.drawn(random));
    }
    assertThat(assess(cohort).standing()).isEqualTo(Standing.PROBING);

    silence(60, CAMPAIGN);
    assertThat(assess(cohort).standing()).isEqualTo(Standing.OBSERVED);
  }

  @Test
  void whatOnlyAConfirmedCampaignSharesIsPartOfIt() {
    confirm(CAMPAIGN);
    silence(20, CAMPAIGN);

    assertThat(assess(crowd(new Cohort.Key("device", 3), 22)).standing())
        .isEqualTo(Standing.CONFIRMED);
    assertThat(assess(crowd(new Cohort.Key("prefix", 3), 22)).standing())
        .as("an address is other people's tomorrow")
        .isEqualTo(Standing.OBSERVED);
    assertThat(assess(crowd(KEY, 22)).standing())
        .as("a campaign uses popular prompts to look like others")
        .isEqualTo(Standing.OBSERVED);
  }

  /** Three of five may be a popular prompt's; four of five are next to nobody else's. */
  @ParameterizedTest
  @CsvSource({
    "template, 60, 15, PROBING",
    "template, 60, 40, OBSERVED",
    "template, 8, 4, OBSERVED",
    "prefix, 60, 15, OBSERVED",
  })
  void asksTheRestWhereFarMoreThanHalfAreACampaigns(
      String trait, int explained, int others, Standing expected) {
    confirm(CAMPAIGN);
    silence(explained, CAMPAIGN);
    Cohort cohort = crowd(new Cohort.Key(trait, 5), explained);
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < others; i++) {
      cohort = cohort.with(Members.drawn(random));
    }
    Judgement judgement = assess(cohort);
    Set<Long> known = LongStream.range(0, explained).boxed().collect(Collectors.toSet());

    assertThat(judgement.standing()).isEqualTo(expected);
    assertThat(judgement.chosen())
        .as("who is known is not asked again for it")
        .hasSize(expected == Standing.PROBING ? 9 : 0)
        .doesNotContainAnyElementsOf(known);
  }
}
