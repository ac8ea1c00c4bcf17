package dev.weir.simulate;

import java.util.ArrayList;
import java.util.List;

/** Everybody who acts in a scenario. */
final class Cast {
  private Cast() {}

  /** Returns the callers, always in the same order. */
  static List<Caller> of(Scenario scenario, long seed) {
    World world = new World(new Streams(seed), scenario);
    List<Caller> callers = new ArrayList<>();
    Individuals individuals = new Individuals(world, scenario.population());
    individuals.addTo(callers);
    new Crowds(world, scenario.population()).addTo(callers);
    Campaigns campaigns = new Campaigns(world, individuals);
    scenario.campaigns().forEach(campaign -> campaigns.addTo(callers, campaign));
    return callers;
  }

  /** Returns the simulation of a scenario. */
  static Simulation simulation(Scenario scenario, long seed) {
    return new Simulation(scenario.start(), scenario.day(scenario.days()), of(scenario, seed));
  }
}
