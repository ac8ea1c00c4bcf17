package dev.weir.cli;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.weir.v1.AccountServiceGrpc;
import dev.weir.v1.ListRiskScoresRequest;
import dev.weir.v1.ListRiskScoresResponse;
import dev.weir.v1.PutRiskScoreRequest;
import dev.weir.v1.PutRiskScoreResponse;
import dev.weir.v1.RiskScore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds the commands about pushed risk scores. */
@Command(
    name = "risk",
    description = "Push and list risk scores of accounts.",
    footer = {"", "Example:", "  weir risk put a1 --source fraud --score 0.8 --half-life 7d"})
final class RiskCommand extends Group {

  static CommandLine create(Environment environment) {
    return new CommandLine(new RiskCommand())
        .addSubcommand(new Put(environment))
        .addSubcommand(new ListScores(environment));
  }

  /** Pushes one risk score. */
  @Command(
      name = "put",
      description = "Push a risk score. Of each source the newest counts.",
      footer = {
        "",
        "Example:",
        "  weir risk put a1 --source fraud --score 0.8 --half-life 7d --reason 'stolen card'"
      })
  static final class Put extends AdminCommand {
    @Parameters(paramLabel = "ACCOUNT_ID", description = "The account.")
    @SuppressWarnings("NullAway.Init")
    private String accountId;

    @Option(
        names = "--source",
        paramLabel = "NAME",
        required = true,
        description = "The system that judges. Required.")
    @SuppressWarnings("NullAway.Init")
    private String source;

    @Option(
        names = "--score",
        paramLabel = "0..1",
        required = true,
        description = "How risky the account is. Required.")
    private double score;

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "Why, for operators. Default: none.")
    private Optional<String> reason = Optional.empty();

    @Option(
        names = "--half-life",
        paramLabel = "DURATION",
        description =
            "After each, the score counts half, such as 12h or 7d. Default: it keeps its weight"
                + " until it expires.")
    private Optional<Duration> halfLife = Optional.empty();

    @Option(
        names = "--observed-at",
        paramLabel = "TIME",
        description =
            "When it was judged, such as 2026-10-31T12:00:00Z or 2026-10-31. Default: now.")
    private Optional<Timestamp> observedAt = Optional.empty();

    @Option(
        names = "--expires-at",
        paramLabel = "TIME",
        description = "From when it counts nothing. Default: 30 days after it was judged.")
    private Optional<Timestamp> expiresAt = Optional.empty();

    Put(Environment environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      RiskScore.Builder pushed =
          RiskScore.newBuilder()
              .setAccountId(accountId)
              .setSource(source)
              .setScore(score)
              .setReason(reason.orElse(""))
              .setObservedAt(
                  observedAt.orElseGet(() -> Timestamps.fromMillis(environment.clock().millis())));
      halfLife.ifPresent(time -> pushed.setHalfLife(Durations.fromMillis(time.toMillis())));
      expiresAt.ifPresent(pushed::setExpiresAt);
      PutRiskScoreRequest request = PutRiskScoreRequest.newBuilder().addScores(pushed).build();
      PutRiskScoreResponse response =
          admin.call(AccountServiceGrpc::newBlockingStub, stub -> stub.putRiskScore(request));
      if (output.isJson()) {
        output.json(response);
      }
      if (response.getRejected() > 0) {
        throw CommandFailure.usage(
            response.getRejectionsCount() == 0
                ? "the score was not stored"
                : Rejections.words(response.getRejections(0)));
      }
      if (!output.isJson()) {
        output.line("Stored the score of " + accountId + " from " + source);
      }
      return ExitCode.OK;
    }
  }

  /** Lists an account's risk scores. */
  @Command(
      name = "list",
      description = "List the risk scores of an account, the newest of each source.",
      footer = {"", "Example:", "  weir risk list a1"})
  static final class ListScores extends AdminCommand {
    @Parameters(paramLabel = "ACCOUNT_ID", description = "The account.")
    @SuppressWarnings("NullAway.Init")
    private String accountId;

    ListScores(Environment environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      ListRiskScoresRequest request =
          ListRiskScoresRequest.newBuilder().setAccountId(accountId).build();
      ListRiskScoresResponse response =
          admin.call(AccountServiceGrpc::newBlockingStub, stub -> stub.listRiskScores(request));
      return show(response, this::print);
    }

    private void print(ListRiskScoresResponse response) {
      if (response.getScoresCount() == 0) {
        output.line("No risk scores of " + accountId);
      } else {
        Text.table(rows(response)).forEach(output::line);
      }
    }

    private static List<List<String>> rows(ListRiskScoresResponse response) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("SOURCE", "SCORE", "OBSERVED", "HALVES EVERY", "EXPIRES", "REASON"));
      for (RiskScore score : response.getScoresList()) {
        rows.add(
            List.of(
                score.getSource(),
                String.format(Locale.ROOT, "%.2f", score.getScore()),
                Text.time(score.hasObservedAt(), score.getObservedAt(), ""),
                score.hasHalfLife()
                    ? Text.words(Duration.ofMillis(Durations.toMillis(score.getHalfLife())))
                    : "never",
                Text.time(score.hasExpiresAt(), score.getExpiresAt(), ""),
                score.getReason()));
      }
      return rows;
    }
  }
}
