package dev.weir.testing;

import dev.weir.cli.Environment;
import dev.weir.cli.WeirCommand;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/** A command as a shell would have run it, and what it printed. */
public record Run(int exitCode, String out, String err) {

  /** Runs one of {@code weir}'s commands, to which {@code commands} are added. */
  public static Run of(Path home, Function<Environment, Object[]> commands, String... arguments) {
    Environment environment =
        new Environment(Map.of(), home, InputStream.nullInputStream(), Clock.systemUTC(), false);
    CommandLine weir = WeirCommand.create(environment);
    for (Object command : commands.apply(environment)) {
      weir.addSubcommand(command);
    }
    WeirCommand.configure(weir);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    weir.setOut(new PrintWriter(out));
    weir.setErr(new PrintWriter(err));
    int exitCode = weir.execute(arguments);
    return new Run(exitCode, out.toString(), err.toString());
  }
}
