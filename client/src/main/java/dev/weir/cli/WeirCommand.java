package dev.weir.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The root of the command line. Holds the commands that ask a running server; others, such as those
 * that are one, are added to what {@link #create} returns.
 */
@Command(
    name = "weir",
    description = "A policy decision point for model APIs: allow, challenge or deny.",
    versionProvider = Version.class,
    scope = CommandLine.ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    usageHelpWidth = 100,
    sortOptions = false,
    abbreviateSynopsis = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = HelpCommand.class,
    footer = {
      "",
      "Start here:",
      "  weir serve                        serve on this machine, with the default policy",
      "  weir check --account a1           ask about a request of account a1",
      "  weir COMMAND --help               what a command does, with examples"
    })
public final class WeirCommand {
  private WeirCommand() {}

  /**
   * Returns the command line with the commands that ask a running server.
   *
   * @param environment what surrounds the commands
   */
  public static CommandLine create(Environment environment) {
    return create(environment, Optional.empty());
  }

  /**
   * Returns the same, with what else the program can do by itself.
   *
   * @param environment what surrounds the commands
   * @param validator validates policies where no server is asked
   */
  public static CommandLine create(Environment environment, PolicyValidator validator) {
    return create(environment, Optional.of(validator));
  }

  private static CommandLine create(Environment environment, Optional<PolicyValidator> validator) {
    CommandLine weir = new CommandLine(new WeirCommand());
    weir.addSubcommand(new CheckCommand(environment));
    weir.addSubcommand(new ReportCommand(environment));
    weir.addSubcommand(AccountCommand.create(environment));
    weir.addSubcommand(RiskCommand.create(environment));
    weir.addSubcommand(OverrideCommand.create(environment));
    weir.addSubcommand(ChallengeCommand.create(environment));
    weir.addSubcommand(new CampaignsCommand(environment));
    weir.addSubcommand(CampaignCommand.create(environment));
    weir.addSubcommand(CohortCommand.create(environment));
    weir.addSubcommand(PolicyCommand.create(environment, validator));
    weir.addSubcommand(new CompletionCommand());
    return configure(weir);
  }

  /**
   * Gives a command line, with all commands that it has by now, the ways of this one: how values
   * are read, and one line on standard error for what fails.
   */
  public static CommandLine configure(CommandLine weir) {
    Converters.register(weir);
    weir.setParameterExceptionHandler((e, arguments) -> misused(e));
    weir.setExecutionExceptionHandler((e, command, result) -> failed(e, command));
    return weir;
  }

  private static int misused(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    complain(command, firstLine(e) + suggestion(e) + "; see '" + name + " --help'");
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command) {
    if (e instanceof CommandFailure failure) {
      complain(command, firstLine(failure));
      return failure.exitCode();
    }
    complain(command, "unexpected " + e.getClass().getSimpleName() + ": " + firstLine(e));
    return ExitCode.FAILURE;
  }

  private static void complain(CommandLine command, String message) {
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + Text.clean(message));
    command.getErr().flush();
  }

  private static String suggestion(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    List<String> nearest = unmatched.getSuggestions();
    return nearest.isEmpty() ? "" : "; did you mean " + nearest.get(0) + "?";
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
  }
}
