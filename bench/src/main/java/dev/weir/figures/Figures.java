package dev.weir.figures;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Help.ColorScheme;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Prints what was measured: as one line of JSON for machines, or in tables for people. */
public final class Figures {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .build();

  private Figures() {}

  /**
   * Prints a report to a command's output.
   *
   * @param report a record, whose components are the JSON's keys in snake case
   * @param tables gives its lines for people; is given what makes a line stand out, where it can
   */
  public static void print(
      CommandLine command,
      boolean json,
      Object report,
      Function<UnaryOperator<String>, List<String>> tables) {
    PrintWriter out = command.getOut();
    if (json) {
      out.println(MAPPER.writeValueAsString(report));
    } else {
      ColorScheme colours = command.getColorScheme();
      tables
          .apply(line -> colours.apply(line, List.of(Style.bold)).toString())
          .forEach(out::println);
    }
    out.flush();
  }
}
