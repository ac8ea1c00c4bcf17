package dev.weir.indicator;

import dev.weir.cohort.Cohort;
import dev.weir.cohort.Standing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Indicators as JSON. Times are epoch seconds. */
final class IndicatorJson {
  private static final String COHORT = "cohort";
  private static final String FAMILY = "family";
  private static final String SOURCES = "sources";
  private static final String STATE = "state";
  private static final String ACCOUNTS = "accounts";
  private static final String FIRST_SEEN = "first_seen";
  private static final String LAST_SEEN = "last_seen";
  private static final int LONGEST = 128;
  private static final int MOST_SOURCES = 4;

  private IndicatorJson() {}

  static Map<String, Object> write(Indicator indicator) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(COHORT, indicator.cohort().text());
    json.put(FAMILY, indicator.family());
    json.put(SOURCES, indicator.sources());
    json.put(STATE, indicator.standing().name().toLowerCase(Locale.ROOT));
    json.put(ACCOUNTS, indicator.accounts());
    json.put(FIRST_SEEN, indicator.firstSeen() / 1_000);
    json.put(LAST_SEEN, indicator.lastSeen() / 1_000);
    return json;
  }

  static List<Indicator> readAll(List<?> all) throws BundleException {
    List<Indicator> read = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      if (!(all.get(i) instanceof Map<?, ?> json)) {
        throw malformed(i, "object");
      }
      read.add(read(i, json));
    }
    return read;
  }

  private static Indicator read(int i, Map<?, ?> json) throws BundleException {
    Optional<Cohort.Key> cohort = Cohort.Key.parse(text(i, json, COHORT));
    Optional<Standing> standing = standing(text(i, json, STATE));
    if (cohort.isEmpty()) {
      throw malformed(i, COHORT);
    }
    if (standing.isEmpty()) {
      throw malformed(i, STATE);
    }
    return new Indicator(
        cohort.get(),
        text(i, json, FAMILY),
        sources(i, json.get(SOURCES)),
        standing.get(),
        number(i, json, ACCOUNTS),
        1_000 * number(i, json, FIRST_SEEN),
        1_000 * number(i, json, LAST_SEEN));
  }

  /** Reads only what one installation has reason to tell another. */
  private static Optional<Standing> standing(String text) {
    return switch (text) {
      case "probing" -> Optional.of(Standing.PROBING);
      case "confirmed" -> Optional.of(Standing.CONFIRMED);
      case "overused" -> Optional.of(Standing.OVERUSED);
      case "blocked" -> Optional.of(Standing.BLOCKED);
      default -> Optional.empty();
    };
  }

  private static List<String> sources(int i, @Nullable Object value) throws BundleException {
    if (!(value instanceof List<?> list) || list.size() > MOST_SOURCES) {
      throw malformed(i, SOURCES);
    }
    List<String> sources = new ArrayList<>();
    for (Object source : list) {
      if (!(source instanceof String text) || text.length() > LONGEST) {
        throw malformed(i, SOURCES);
      }
      sources.add(text);
    }
    return sources;
  }

  private static String text(int i, Map<?, ?> json, String name) throws BundleException {
    if (json.get(name) instanceof String text && text.length() <= LONGEST) {
      return text;
    }
    throw malformed(i, name);
  }

  private static long number(int i, Map<?, ?> json, String name) throws BundleException {
    if (json.get(name) instanceof Long number && number >= 0 && number < 1L << 40) {
      return number;
    }
    throw malformed(i, name);
  }

  private static BundleException malformed(int i, String name) {
    return Bundles.malformed("indicators[" + i + "]." + name);
  }
}
