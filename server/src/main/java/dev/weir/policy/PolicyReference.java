package dev.weir.policy;

import dev.cel.common.types.CelType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Writes the reference of the policy language; {@code docs/policy-reference.md} is its output. */
final class PolicyReference {
  private static final List<Section<?>> SECTIONS =
      List.of(
          PolicyFields.SECTION,
          PriceFields.SECTION,
          LimitFields.SECTION,
          RiskFields.SECTION,
          RiskFields.SOURCE_SECTION,
          RiskFields.SIGNAL_SECTION,
          TraitFields.SECTION,
          TraitFields.TRAIT,
          ChallengeFields.SECTION,
          RuleFields.SECTION,
          FailureFields.SECTION);

  private final StringBuilder text = new StringBuilder();

  private PolicyReference() {}

  /** Returns the reference as Markdown. */
  static String markdown() {
    PolicyReference reference = new PolicyReference();
    reference.line("# Policy reference");
    reference.line("");
    reference.line(
        "Every key of a policy and every name of a condition. How to write one:"
            + " [policy.md](policy.md).");
    reference.line(
        "This page is made from the loader's own description of the keys (`PolicyReference`).");
    reference.line("");
    reference.line("## Keys");
    SECTIONS.forEach(reference::section);
    reference.conditions();
    return reference.text.toString();
  }

  private void section(Section<?> section) {
    line("");
    line("### `" + section.title() + "`");
    line("");
    line(section.doc());
    line("");
    line("| key | value | default | meaning |");
    line("|---|---|---|---|");
    for (Field<?> field : section.fields()) {
      line(
          "| `"
              + field.name()
              + "` | "
              + cell(value(field.type()))
              + " | "
              + (field.required()
                  ? "required"
                  : field.shown().isEmpty() ? "–" : cell(field.shown()))
              + " | "
              + cell(field.doc())
              + " |");
    }
  }

  /** A section has a table of its own. */
  private static String value(FieldType<?> type) {
    return type instanceof Section<?> ? "a mapping, below" : type.expected();
  }

  private void conditions() {
    line("");
    line("## Conditions");
    line("");
    line("Conditions are [CEL](https://cel.dev) and must be true or false. They can read:");
    line("");
    line("| name | type | may be missing | meaning |");
    line("|---|---|---|---|");
    List<Variable> variables = new ArrayList<>(Vocabulary.variables());
    variables.addAll(LimitVariables.of(List.of("NAME"), Set.of()));
    for (Variable variable : variables) {
      line(
          "| `"
              + variable.name()
              + "` | "
              + type(variable.type())
              + " | "
              + variable.input().map(input -> input.name().toLowerCase(Locale.ROOT)).orElse("no")
              + " | "
              + cell(variable.doc())
              + " |");
    }
    line("");
    line("Statuses and levels are written without quotes: " + constants() + ".");
  }

  private static String constants() {
    Set<String> names = new TreeSet<>();
    Vocabulary.constants().forEach(constant -> names.add('`' + constant.name() + '`'));
    return String.join(", ", names);
  }

  private static String type(CelType type) {
    String name = type.name();
    return name.equals("google.protobuf.Duration")
        ? "duration"
        : switch (name) {
          case "list" -> "list of " + type(type.parameters().getFirst());
          case "map" ->
              "map from "
                  + type(type.parameters().get(0))
                  + " to "
                  + type(type.parameters().get(1));
          default -> name;
        };
  }

  private static String cell(String words) {
    return words.replace("|", "\\|");
  }

  private void line(String words) {
    text.append(words).append('\n');
  }
}
