package dev.weir.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints a command's result: for people, or as JSON for machines. */
final class Output {
  // Every field is printed, so that what is 0 or empty is not missing for whoever reads it.
  private static final JsonFormat.Printer JSON =
      JsonFormat.printer()
          .preservingProtoFieldNames()
          .alwaysPrintFieldsWithNoPresence()
          .omittingInsignificantWhitespace();

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--json",
      description = "Print the answer as one line of JSON, with the field names of the contract.")
  private boolean json;

  /** Returns whether JSON is asked for. */
  boolean isJson() {
    return json;
  }

  /** Prints a message as one line of JSON. */
  void json(MessageOrBuilder message) {
    try {
      out().println(JSON.print(message));
    } catch (InvalidProtocolBufferException e) {
      throw new CommandFailure(
          ExitCode.FAILURE, "the answer cannot be shown as JSON: " + e.getMessage());
    }
  }

  /** Prints a line. Control characters in it are replaced. */
  void line(String text) {
    out().println(Text.clean(text));
  }

  /** Prints a line that begins with a word in colour, where the terminal has colours. */
  void line(Style colour, String word, String rest) {
    ColorScheme colours = command.commandLine().getColorScheme();
    out().println(colours.apply(word, List.of(Style.bold, colour)) + Text.clean(rest));
  }

  /** Prints a table under a heading; nothing where it has no rows but the first. */
  void table(String heading, List<List<String>> rows) {
    if (rows.size() > 1) {
      out().println();
      line(heading);
      Text.table(rows).forEach(this::line);
    }
  }

  /** Prints text as it is, such as a file's content. */
  void raw(String text) {
    out().print(text);
    out().flush();
  }

  /** Returns where messages about the work go, as opposed to its result. */
  PrintWriter err() {
    return command.commandLine().getErr();
  }

  private PrintWriter out() {
    return command.commandLine().getOut();
  }
}
