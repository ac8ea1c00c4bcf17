package dev.weir.cli;

import dev.weir.v1.ReportRequest;
import dev.weir.v1.ReportResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Settles what a checked request really used. */
@Command(
    name = "report",
    description = "Report what a checked request really used, and free its place.",
    footer = {
      "",
      "Example:",
      "  weir report 01JDR0Y5T3N0Q2W8X4Z6A1B2C3 --account a1 --input-tokens 1200 --output-tokens"
          + " 310"
    })
final class ReportCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DECISION_ID",
      description = "The decision, as the check's answer named it.")
  @SuppressWarnings("NullAway.Init")
  private String decisionId;

  @Option(
      names = "--account",
      paramLabel = "ID",
      required = true,
      description = "The account that the check was for. Required.")
  @SuppressWarnings("NullAway.Init")
  private String account;

  @Option(
      names = "--input-tokens",
      paramLabel = "N",
      description = "Tokens of the prompt. Default: 0.")
  private long inputTokens;

  @Option(
      names = "--output-tokens",
      paramLabel = "N",
      description = "Tokens of the answer. Default: 0.")
  private long outputTokens;

  @Option(
      names = "--outcome",
      paramLabel = "WORD",
      description = "How the request ended, such as ok or error. Default: none.")
  private Optional<String> outcome = Optional.empty();

  @Option(
      names = "--signal",
      paramLabel = "NAME=0..1",
      description = "Score of a classifier that ran over the exchange. Repeatable.")
  private Map<String, Double> signals = Map.of();

  @Mixin private final Output output = new Output();
  @Mixin private final DecisionPort server;

  ReportCommand(Environment environment) {
    this.server = new DecisionPort(environment);
  }

  @Override
  public Integer call() {
    ReportRequest report =
        ReportRequest.newBuilder()
            .setDecisionId(decisionId)
            .setAccountId(account)
            .setInputTokens(Converters.count("--input-tokens", inputTokens))
            .setOutputTokens(Converters.count("--output-tokens", outputTokens))
            .setOutcome(outcome.orElse(""))
            .putAllSignals(signals)
            .build();
    ReportResponse response = server.call(stub -> stub.report(report));
    if (output.isJson()) {
      output.json(response);
    } else {
      output.line("Reported " + decisionId);
    }
    return ExitCode.OK;
  }
}
