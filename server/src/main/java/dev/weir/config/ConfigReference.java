package dev.weir.config;

import dev.weir.config.Schema.Leaf;
import dev.weir.config.Schema.Node;
import dev.weir.config.Schema.Section;
import java.util.List;

/** Writes the reference of all settings from their descriptions. */
public final class ConfigReference {
  private ConfigReference() {}

  /** Returns one table of settings for each section, as Markdown. */
  public static String markdown(Record defaults) {
    StringBuilder text = new StringBuilder();
    section(new Schema(defaults).root(), text);
    return text.toString();
  }

  private static void section(Section section, StringBuilder text) {
    List<Leaf> leaves =
        section.nodes().stream().filter(Leaf.class::isInstance).map(Leaf.class::cast).toList();
    if (!section.path().isEmpty()) {
      text.append("\n## ").append(section.path()).append("\n\n").append(section.doc()).append('\n');
    }
    if (!leaves.isEmpty()) {
      text.append("\n| setting | what it does | type | default | environment |\n");
      text.append("|---|---|---|---|---|\n");
      leaves.forEach(leaf -> row(leaf, text));
    }
    for (Node node : section.nodes()) {
      if (node instanceof Section child) {
        section(child, text);
      }
    }
  }

  private static void row(Leaf leaf, StringBuilder text) {
    String shown = leaf.kind().show(leaf.defaultValue());
    String range = Range.of(leaf).words();
    String unit = leaf.setting().unit();
    text.append("| `")
        .append(leaf.path())
        .append("` | ")
        .append(leaf.setting().value())
        .append(" | ")
        .append(leaf.kind().name())
        .append(unit.isEmpty() ? "" : ", " + unit)
        .append(range.isEmpty() ? "" : ", " + range)
        .append(" | ")
        .append(shown.isEmpty() ? "none" : "`" + shown + "`")
        .append(" | `")
        .append(leaf.variable())
        .append("` |\n");
  }
}
