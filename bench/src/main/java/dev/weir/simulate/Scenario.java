package dev.weir.simulate;

import dev.weir.simulate.CampaignSpec.Kind;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be simulated.
 *
 * @param start when the trace begins, in epoch milliseconds
 * @param launch how many days after its start a new model is launched
 */
record Scenario(
    String name,
    String description,
    long start,
    double days,
    double launch,
    PopulationSpec population,
    List<CampaignSpec> campaigns) {

  private static final double LONGEST = 366;

  Scenario {
    campaigns = List.copyOf(campaigns);
  }

  /** Returns when so many days of the trace have passed. */
  long day(double days) {
    return start + (long) (days * Rhythm.DAY);
  }

  long launchTime() {
    return day(launch);
  }

  /**
   * Returns the scenario with so many times the accounts, cut after so many days.
   *
   * @param campaignScale multiplies the accounts of the campaigns
   * @param populationScale multiplies those of the population
   */
  Scenario with(double campaignScale, double populationScale, double most) {
    return new Scenario(
        name,
        description,
        start,
        Math.min(days, most),
        launch,
        population.times(populationScale),
        campaigns.stream().map(campaign -> campaign.times(campaignScale)).toList());
  }

  /** Reads a scenario. */
  static Scenario read(Section root, ScenarioFiles files) {
    long start = start(root);
    double days = root.number("days", 0.01, LONGEST);
    List<CampaignSpec> campaigns = new ArrayList<>();
    Section kinds = files.kinds();
    Map<Kind, Section> defaults = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      defaults.put(kind, kinds.section(kind.text()).over(kinds.section("every")));
    }
    Set<String> names = new HashSet<>();
    for (Section each : root.sections("campaigns")) {
      Section usual = defaults.get(each.oneOf("kind", Kind.values()));
      CampaignSpec campaign = CampaignSpec.read(usual == null ? each : each.over(usual));
      if (campaign.replaces().isPresent() && !names.contains(campaign.replaces().get())) {
        throw each.wrong("replaces", "the name of a campaign above", campaign.replaces().get());
      }
      if (!names.add(campaign.name())) {
        throw each.wrong("name", "a name that no other campaign has", campaign.name());
      }
      campaigns.add(campaign);
    }
    Scenario scenario =
        new Scenario(
            root.text("name"),
            root.text("description"),
            start,
            days,
            root.number("launch", -LONGEST, LONGEST),
            PopulationSpec.read(root.section("population"), files),
            campaigns);
    root.finish();
    return scenario;
  }

  private static long start(Section root) {
    String text = root.text("start");
    try {
      return Instant.parse(text).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw root.wrong("start", "a time, such as 2026-05-04T00:00:00Z", text);
    }
  }
}
