package dev.weir.policy;

import dev.weir.account.Level;
import dev.weir.decision.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The keys of {@code failure}: the verdict when nothing is known. */
final class FailureFields {
  private static final FieldType<Verdict> VERDICT =
      FieldTypes.choice(List.of(Verdict.ALLOW, Verdict.DENY));
  static final Field<Verdict> DEFAULT =
      Field.withDefault(
          "default", VERDICT, Verdict.ALLOW, "allow", "For every level that is not named.");
  static final Map<Level, Field<Verdict>> LEVELS = levels();

  static final Section<Map<Level, Verdict>> SECTION =
      new Section<>(
          "failure",
          "The verdict when nothing could be found out in time, by how far the account was last"
              + " known to be verified.",
          fields(),
          FailureFields::build);

  private FailureFields() {}

  private static Map<Level, Field<Verdict>> levels() {
    Map<Level, Field<Verdict>> fields = new EnumMap<>(Level.class);
    for (Level level : Level.values()) {
      String name = level.name().toLowerCase(Locale.ROOT);
      fields.put(
          level,
          Field.derived(
              name,
              VERDICT,
              "failure.default",
              "For accounts whose verification level is " + name + "."));
    }
    return fields;
  }

  private static List<Field<?>> fields() {
    List<Field<?>> fields = new ArrayList<>();
    fields.add(DEFAULT);
    fields.addAll(LEVELS.values());
    return fields;
  }

  /** Returns a verdict for each level. */
  static Map<Level, Verdict> build(Values values) {
    Map<Level, Verdict> verdicts = new EnumMap<>(Level.class);
    LEVELS.forEach(
        (level, field) ->
            verdicts.put(
                level, values.find(field).map(Located::value).orElse(values.get(DEFAULT))));
    return verdicts;
  }
}
