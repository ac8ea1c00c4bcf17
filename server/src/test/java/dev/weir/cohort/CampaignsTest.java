package dev.weir.cohort;

import static dev.weir.cohort.CampaignFixture.NOW;
import static dev.weir.cohort.CampaignFixture.cohort;
import static dev.weir.cohort.CampaignFixture.ids;
import static dev.weir.cohort.CampaignFixture.judgement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.weir.account.Level;
import dev.weir.cohort.CohortPolicy.Nature;
import dev.weir.cohort.CohortPolicy.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CampaignsTest {
  private static final Map<String, String> FAMILIES =
      Map.of("card", "payment", "device", "device", "template", "template", "prefix", "network");
  private static final CohortPolicy POLICY =
      new CohortPolicy(
          Map.of(
              "card", trait(false, false),
              "device", trait(false, false),
              "template", trait(false, false),
              "client", trait(true, false),
              "prefix", trait(false, true)),
          Level.PAYMENT,
          Level.IDENTITY,
          14,
          Duration.ofDays(7),
          Duration.ofDays(90));

  /** Whatever groups of accounts there are, each is one campaign, and no two are one. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void disjointGroupsAreNeverJoinedAndOverlappingCohortsAlwaysAre(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Cohort> cohorts = new ArrayList<>();
    Map<Cohort.Key, Integer> groups = new HashMap<>();
    int count = 1 + random.nextInt(12);
    for (int group = 0; group < count; group++) {
      long[] members = ids(random, 24 + random.nextInt(1_200));
      add(cohort("template", random.nextLong(1L << 40), members), group, cohorts, groups);
      // Parts of which so many are below the bound of the whole that they can be compared.
      int parts = 1 + random.nextInt(6);
      int least = Math.max(12, members.length / 10);
      for (int part = 0; part < parts; part++) {
        int size = least + random.nextInt(members.length - least + 1);
        int from = random.nextInt(members.length - size + 1);
        long[] chosen = Arrays.copyOfRange(members, from, from + size);
        add(cohort("card", random.nextLong(1L << 40), chosen), group, cohorts, groups);
      }
    }
    Collections.shuffle(cohorts, new Random(seed));

    Campaigns campaigns = Campaigns.of(cohorts, Campaigns::counts, POLICY, FAMILIES, NOW);

    for (Campaign campaign : campaigns.all()) {
      Set<Integer> joined =
          campaign.cohorts().stream()
              .map(linked -> groups.get(linked.cohort().key()))
              .collect(Collectors.toSet());
      assertThat(joined).as("groups in one campaign, seed %d", seed).hasSize(1);
    }
    assertThat(campaigns.all()).as("campaigns, seed %d", seed).hasSize(count);
    Collections.shuffle(cohorts, new Random(seed + 1));
    assertThat(Campaigns.of(cohorts, Campaigns::counts, POLICY, FAMILIES, NOW))
        .isEqualTo(campaigns);
  }

  @Test
  void whatBystandersShareGluesNothingAndIsAddedWhereMostOfItBelongs() {
    SplittableRandom random = new SplittableRandom(1);
    long[] one = ids(random, 40);
    long[] other = ids(random, 40);
    long[] people = ids(random, 10);
    List<Cohort> cohorts =
        List.of(
            cohort("card", 1, one),
            cohort("card", 2, other),
            cohort("prefix", 3, concat(one, other)),
            cohort("prefix", 4, concat(one, people)),
            cohort("client", 5, concat(people, Arrays.copyOf(other, 3))));

    List<Campaign> campaigns =
        Campaigns.of(cohorts, Campaigns::counts, POLICY, FAMILIES, NOW).all();

    assertThat(campaigns.stream().map(CampaignsTest::keys))
        .satisfiesOnlyOnce(keys -> assertThat(keys).contains("card:1", "prefix:4"))
        .satisfiesOnlyOnce(keys -> assertThat(keys).contains("card:2").doesNotContain("card:1"))
        .satisfiesOnlyOnce(keys -> assertThat(keys).containsExactly("client:5"));
  }

  @Test
  void aFewStraysJoinNothing() {
    SplittableRandom random = new SplittableRandom(2);
    long[] one = ids(random, 40);
    long[] other = ids(random, 40);
    // A rival signs three of its accounts up with the other's card.
    List<Cohort> cohorts =
        List.of(cohort("card", 1, one), cohort("card", 2, concat(other, Arrays.copyOf(one, 3))));

    assertThat(Campaigns.of(cohorts, Campaigns::counts, POLICY, FAMILIES, NOW).all()).hasSize(2);
  }

  @Test
  void theIdStaysWhileTheCampaignGrowsAndTheYoungersStillFindsIt() {
    SplittableRandom random = new SplittableRandom(3);
    long[] one = ids(random, 40);
    long[] other = ids(random, 40);
    Cohort oldest = cohort("card", 1, one);
    Cohort younger = cohort("card", 2, other);
    Campaigns before =
        Campaigns.of(List.of(oldest, younger), Campaigns::counts, POLICY, FAMILIES, NOW);
    Cohort bridge = cohort("template", 3, concat(one, other));

    Campaigns after =
        Campaigns.of(List.of(oldest, younger, bridge), Campaigns::counts, POLICY, FAMILIES, NOW);

    assertThat(before.all()).hasSize(2);
    assertThat(after.all()).hasSize(1);
    assertThat(after.all().getFirst().id()).isEqualTo(Campaign.id(oldest.key()));
    assertThat(after.find(Campaign.id(younger.key()))).contains(after.all().getFirst());
    assertThat(after.find("c000000000000")).isEmpty();
  }

  @Test
  void itsFiguresAreOfTheUnion() {
    SplittableRandom random = new SplittableRandom(4);
    long[] all = ids(random, 4_000);
    List<Cohort> cohorts =
        List.of(
            cohort("template", 1, all),
            cohort("card", 2, Arrays.copyOf(all, 1_000)),
            cohort("card", 3, Arrays.copyOfRange(all, 500, 1_500)));

    Campaign campaign =
        Campaigns.of(cohorts, Campaigns::counts, POLICY, FAMILIES, NOW).all().getFirst();

    assertThat(campaign.cohorts()).hasSize(3);
    assertThat((double) campaign.accounts()).isCloseTo(4_000, within(4_000 * 0.2));
    assertThat(campaign.requests())
        .isBetween(10 * campaign.accounts() - 10, 10 * campaign.accounts() + 10);
    assertThat(campaign.traits())
        .extracting(Campaign.Shared::trait, Campaign.Shared::cohorts)
        .containsExactly(tuple("template", 1), tuple("card", 2));
    assertThat(campaign.evidence())
        .extracting(Campaign.Evidence::family)
        .containsExactlyInAnyOrder("payment", "template");
    assertThat(campaign.evidence())
        .extracting(Campaign.Evidence::words)
        .contains(
            "212 accounts share this card, 96 % unverified against 31 % of all, 90 % younger than"
                + " a month against 5 %, 0.97 even; 12 of 12 who were asked have not answered");
  }

  @Test
  void onlyCohortsOfWhichSomethingIsHeldAgainstThemCount() {
    SplittableRandom random = new SplittableRandom(5);
    long[] all = ids(random, 40);
    List<Cohort> cohorts = new ArrayList<>();
    for (Standing standing : Standing.values()) {
      Cohort cohort = cohort("card", 1 + cohorts.size(), all);
      cohorts.add(cohort.judged(judgement(cohort.key(), standing, NOW)));
    }
    cohorts.add(cohort("of-another-policy", 99, all));

    Campaign campaign =
        Campaigns.of(cohorts, Campaigns::counts, POLICY, FAMILIES, NOW).all().getFirst();

    assertThat(campaign.cohorts())
        .extracting(linked -> linked.cohort().judgement().standing())
        .containsExactlyInAnyOrder(
            Standing.PROBING, Standing.CONFIRMED, Standing.OVERUSED, Standing.BLOCKED);
    assertThat(campaign.standing()).isEqualTo(Standing.BLOCKED);
  }

  @Test
  void whatNobodyWasSeenWithIsNoCampaign() {
    Cohort.Key blocked = new Cohort.Key("card", 1);
    Cohort.Key imported = new Cohort.Key("device", 2);
    Cohort.Key remembered = new Cohort.Key("card", 3);
    List<Cohort> cohorts =
        List.of(
            Cohort.empty(blocked, 256, NOW)
                .judged(Judgement.none(blocked, NOW).dispose(Standing.BLOCKED, "ann", NOW)),
            Cohort.empty(imported, 256, NOW)
                .judged(Judgement.none(imported, NOW).assessedFrom(Standing.PROBING, NOW)),
            Cohort.empty(remembered, 256, NOW)
                .judged(judgement(remembered, Standing.CONFIRMED, NOW - 1_000)));

    Campaigns campaigns = Campaigns.of(cohorts, Campaigns::counts, POLICY, FAMILIES, NOW);

    assertThat(campaigns.all())
        .as("its members are gone, and it is remembered")
        .extracting(CampaignsTest::keys)
        .containsExactly(List.of("card:3"));
    assertThat(campaigns.unseen())
        .extracting(linked -> linked.cohort().key())
        .containsExactly(blocked, imported);
    assertThat(campaigns.cohorts())
        .extracting(linked -> linked.cohort().key())
        .containsExactly(remembered, blocked, imported);
    assertThat(campaigns.ids()).containsOnlyKeys(remembered);
  }

  /** As many as are linked at most, in the worst shape: all members in all cohorts, or in none. */
  @Test
  void thousandsOfCohortsAreLinkedInBoundedWork() {
    SplittableRandom random = new SplittableRandom(6);
    long[] same = ids(random, 256);
    List<Cohort> cohorts = new ArrayList<>();
    for (int i = 0; i < CampaignLinker.MOST + 10; i++) {
      cohorts.add(cohort("card", i, i % 2 == 0 ? same : ids(random, 256)));
    }

    Campaigns campaigns = Campaigns.of(cohorts, Campaigns::counts, POLICY, FAMILIES, NOW);

    assertThat(campaigns.leftOut()).isEqualTo(10);
    assertThat(campaigns.all().getFirst().accounts()).isEqualTo(256);
    assertThat(campaigns.all()).hasSizeGreaterThan(CampaignLinker.MOST / 2 - 10);
  }

  private static void add(
      Cohort cohort, int group, List<Cohort> cohorts, Map<Cohort.Key, Integer> groups) {
    cohorts.add(cohort);
    groups.put(cohort.key(), group);
  }

  private static List<String> keys(Campaign campaign) {
    return campaign.cohorts().stream()
        .map(linked -> linked.cohort().key())
        .map(key -> key.trait() + ":" + key.value())
        .toList();
  }

  private static long[] concat(long[] one, long[] other) {
    long[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static Trait trait(boolean weak, boolean network) {
    return new Trait(
        Duration.ofDays(7), 0, weak, network ? Set.of(Nature.NETWORK, Nature.COMMON) : Set.of());
  }
}
