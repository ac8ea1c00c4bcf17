package dev.weir.load;

import dev.weir.bench.Workload;
import java.time.Duration;

/**
 * Policies of any size. Their limits have room for everything, and their rules match nothing, so
 * that each check goes the whole way.
 */
final class LoadPolicy {
  /** None of what is in flight, of which there would be ever more: nobody reports. */
  private static final String[] MEASURES = {"requests", "input_tokens", "output_tokens", "tokens"};

  private static final String[] WINDOWS = {"1m", "1h", "1d"};

  private LoadPolicy() {}

  /**
   * Returns a policy.
   *
   * @param rules how many, from 1 to 1,000: the first one reads the limits
   * @param limits how many, by account and by organization in turn
   * @param budget of a check, at least 1 ms
   */
  static String yaml(int rules, int limits, Duration budget) {
    StringBuilder yaml = new StringBuilder("apiVersion: weir.dev/v1\nname: load\n");
    yaml.append("budget: ").append(budget.toMillis()).append("ms\nreservation: 10s\nlimits:\n");
    for (int i = 0; i < limits; i++) {
      yaml.append(
          "  - {name: limit_%d, by: %s, measure: %s, window: %s, max: 1000000000000}%n"
              .formatted(
                  i,
                  i % 2 == 0 ? "account" : "organization",
                  MEASURES[i / 2 % MEASURES.length],
                  WINDOWS[i % WINDOWS.length]));
    }
    return yaml.append(Workload.rulesYaml(rules)).toString();
  }
}
