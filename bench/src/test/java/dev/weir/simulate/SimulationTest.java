package dev.weir.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulate.PopulationSpec.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SimulationTest {
  @Test
  void theSameSeedWritesTheSameBytesAndAnotherSeedOthers() {
    byte[] first = Traces.bytes("demo", 7, 0.3, 1);

    assertThat(Arrays.equals(Traces.bytes("demo", 7, 0.3, 1), first)).isTrue();
    assertThat(Arrays.equals(Traces.bytes("demo", 8, 0.3, 1), first)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "mixed", "pool-replaced", "stolen-keys"})
  void linesComeInTheOrderOfTime(String scenario) {
    List<String> times =
        Traces.lines(Traces.bytes(scenario, 3, 0.05, 20)).stream()
            .map(line -> line.substring(0, 32))
            .toList();

    assertThat(times)
        .isSorted()
        .first()
        .asString()
        .startsWith("{\"at\":\"2026-05-04T00:00:00.000Z");
  }

  @Test
  void everyCheckHasATruthAndItsAccountWasToldOfBefore() {
    Set<String> accounts = new HashSet<>();
    int checks = 0;
    for (String line : Traces.lines(Traces.bytes("mixed", 5, 0.03, 30))) {
      if (line.startsWith(",\"account\":", 32)) {
        assertThat(accounts.add(Traces.field(line, "account_id"))).as(line).isTrue();
      } else {
        assertThat(accounts).contains(Traces.field(line, "account_id"));
      }
      if (Traces.isCheck(line)) {
        Traces.truth(line);
        checks++;
      }
    }
    assertThat(checks).isGreaterThan(50_000);
  }

  @Test
  void whatOneCampaignDoesChangesNothingOfTheOthers() {
    Scenario mixed = new ScenarioFiles().scenario("mixed").with(0.02, 0.02, 12);
    Scenario without =
        new Scenario(
            mixed.name(),
            mixed.description(),
            mixed.start(),
            mixed.days(),
            mixed.launch(),
            mixed.population(),
            mixed.campaigns().stream().filter(each -> !each.name().equals("pivot")).toList());

    assertThat(innocent(Traces.bytes(without, 4)).stream().limit(20_000).toList())
        .isEqualTo(innocent(Traces.bytes(mixed, 4)).stream().limit(20_000).toList());
  }

  private static List<String> innocent(byte[] trace) {
    return Traces.lines(trace).stream()
        .filter(line -> Traces.isCheck(line) && !Traces.truth(line).group(1).equals("pivot"))
        .toList();
  }

  @Test
  void campaignsHaveTheSizesThatWereAskedFor() {
    Scenario mixed = new ScenarioFiles().scenario("mixed").with(0.1, 0.1, 400);
    Map<String, Set<String>> accounts = new TreeMap<>();
    Map<String, Integer> exchanges = new TreeMap<>();
    for (String line : Traces.lines(Traces.bytes(mixed, 11))) {
      if (Traces.isCheck(line) && !Traces.truth(line).group(1).isEmpty()) {
        String name = Traces.truth(line).group(1);
        accounts
            .computeIfAbsent(name, any -> new TreeSet<>())
            .add(Traces.field(line, "account_id"));
        exchanges.merge(name, 1, Integer::sum);
      }
    }
    for (CampaignSpec campaign : mixed.campaigns()) {
      assertThat(accounts.get(campaign.name())).as(campaign.name()).hasSize(campaign.accounts());
      assertThat((double) exchanges.getOrDefault(campaign.name(), 0) / campaign.exchanges())
          .as(campaign.name())
          .isBetween(0.97, 1.0);
    }
    assertThat(mixed.campaigns().stream().mapToInt(CampaignSpec::accounts).sum()).isEqualTo(240);
    assertThat(mixed.campaigns().stream().mapToInt(CampaignSpec::exchanges).sum())
        .isEqualTo(160_000);
  }

  @Test
  void whoHidesHasProvedAPaymentAndUsesWhatFewPeopleUse() {
    Set<String> paid = new HashSet<>();
    Set<String> cards = new HashSet<>();
    Map<String, Set<String>> people = new HashMap<>();
    Set<String> shared = new HashSet<>();
    for (String line : Traces.lines(Traces.bytes("disguised", 3, 0.2, 6))) {
      String account = Traces.field(line, "account_id");
      if (line.contains("\"level\":\"PAYMENT\"")) {
        paid.add(account);
      }
      int bands = line.indexOf("\"template_bands\":[\"");
      if (Traces.isCheck(line) && bands >= 0) {
        String band = line.substring(bands, line.indexOf(',', bands));
        String campaign = Traces.truth(line).group(1);
        if (campaign.isEmpty()) {
          people.computeIfAbsent(band, any -> new HashSet<>()).add(account);
        } else {
          shared.add(band);
        }
        if (campaign.equals("cards")) {
          cards.add(account);
        }
      }
    }
    shared.retainAll(people.keySet());

    assertThat(cards).isNotEmpty();
    assertThat(paid).containsAll(cards);
    assertThat(shared.stream().filter(band -> people.getOrDefault(band, Set.of()).size() <= 3))
        .as("templates of campaigns that three people at most use, too")
        .hasSizeGreaterThan(20);
  }

  @Test
  void everyClassOfTheInnocentIsThere() {
    Set<String> groups = new TreeSet<>();
    Set<String> passing = new TreeSet<>();
    for (String line : Traces.lines(Traces.bytes("population", 2, 0.15, 30))) {
      if (Traces.isCheck(line)) {
        groups.add(Traces.truth(line).group(2));
        passing.add(Traces.truth(line).group(2) + Traces.truth(line).group(3));
        assertThat(Traces.truth(line).group(1)).isEmpty();
      }
    }
    assertThat(groups)
        .containsExactlyElementsOf(Stream.of(Group.values()).map(Group::text).sorted().toList());
    assertThat(passing).contains("hobbytrue", "hobbyfalse", "universitytrue", "hackathontrue");
  }

  @Test
  void aScaleMultipliesTheAccounts() {
    long small = innocentAccounts(0.05);
    long large = innocentAccounts(0.2);

    assertThat((double) large / small).isBetween(3.0, 5.0);
  }

  private static long innocentAccounts(double scale) {
    return Traces.lines(Traces.bytes("population", 1, scale, 0.1)).stream()
        .filter(line -> line.startsWith(",\"account\":", 32))
        .count();
  }

  @Test
  void conversationsMoveOnlyBetweenTheAccountsOfARelay() {
    Map<String, String> owners = new HashMap<>();
    Map<String, Integer> moved = new TreeMap<>();
    for (String line : Traces.lines(Traces.bytes("session-relay", 6, 0.1, 30))) {
      if (Traces.isCheck(line) && line.contains("\"reasoning_signature\"")) {
        String account = Traces.field(line, "account_id");
        String owner = owners.putIfAbsent(Traces.field(line, "reasoning_signature"), account);
        if (owner != null && !owner.equals(account)) {
          moved.merge(Traces.truth(line).group(1), 1, Integer::sum);
        }
      }
    }
    assertThat(moved).containsOnlyKeys("relay");
    assertThat(moved.get("relay")).isGreaterThan(100);
  }

  @Test
  void ownersOfStolenKeysGoOn() {
    Map<String, Set<String>> campaigns = new HashMap<>();
    for (String line : Traces.lines(Traces.bytes("stolen-keys", 9, 0.5, 30))) {
      if (Traces.isCheck(line)) {
        campaigns
            .computeIfAbsent(Traces.field(line, "account_id"), any -> new TreeSet<>())
            .add(Traces.truth(line).group(1));
      }
    }
    assertThat(campaigns.values().stream().filter(each -> each.contains("stolen")).toList())
        .hasSize(10)
        .filteredOn(each -> each.contains(""))
        .hasSizeGreaterThan(7);
  }

  @Test
  void aCampaignUsesAllOfItsPromptsAndEachAccountSeveral(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("s.yaml"),
            """
            name: mine
            description: A test.
            start: 2026-05-04T00:00:00Z
            days: 2
            launch: 1
            population: {from: population, share: 0.01}
            campaigns:
              - name: one
                kind: shared_cards
                accounts: 5
                exchanges: 400
                start: 0
                days: 2
                prompt: {templates: 7, similarity: 1}
            """);
    Set<String> prompts = new HashSet<>();
    Map<String, Set<String>> byAccount = new HashMap<>();
    for (String line : Traces.lines(Traces.bytes(file.toString(), 2, 1, 2))) {
      if (Traces.isCheck(line) && Traces.truth(line).group(1).equals("one")) {
        int bands = line.indexOf("\"template_bands\":[\"");
        String band = line.substring(bands, line.indexOf(',', bands));
        prompts.add(band);
        byAccount
            .computeIfAbsent(Traces.field(line, "account_id"), any -> new HashSet<>())
            .add(band);
      }
    }
    assertThat(prompts).hasSize(7);
    assertThat(byAccount).hasSize(5);
    assertThat(byAccount.values()).allSatisfy(seen -> assertThat(seen).hasSizeGreaterThan(3));
  }
}
