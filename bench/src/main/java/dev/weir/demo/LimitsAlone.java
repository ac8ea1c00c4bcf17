package dev.weir.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Takes from a policy everything but its limits: who is over one is denied. */
final class LimitsAlone {
  private static final Set<String> KEPT =
      Set.of("apiVersion", "budget", "reservation", "tiers", "limits", "failure");

  private static final Map<String, String> OVER_LIMIT =
      Map.of(
          "name",
          "over_limit",
          "when",
          "limits.exceeded",
          "verdict",
          "deny",
          "code",
          "RATE_LIMITED");

  private LimitsAlone() {}

  /**
   * Returns what is left of a policy, under the name {@code limits-alone}.
   *
   * @param yaml the text of a policy that loads
   */
  static String of(String yaml) {
    Map<?, ?> policy = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
    Map<Object, Object> left = new LinkedHashMap<>();
    policy.forEach(
        (key, value) -> {
          if (KEPT.contains(key)) {
            left.put(key, value);
          }
        });
    left.put("name", "limits-alone");
    left.put("rules", List.of(OVER_LIMIT));
    return new Dump(DumpSettings.builder().build()).dumpToString(left);
  }
}
