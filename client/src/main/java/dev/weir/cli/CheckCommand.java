package dev.weir.cli;

import com.google.protobuf.util.Durations;
import dev.weir.v1.Challenge;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.LimitStatus;
import dev.weir.v1.Reason;
import dev.weir.v1.ShadowVerdict;
import dev.weir.v1.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks for one verdict. */
@Command(
    name = "check",
    description = "Ask Weir about one request, and print its verdict.",
    footerHeading = "%nExit codes:%n",
    footer = {
      "   0  allow",
      "  10  challenge",
      "  11  deny",
      "   1  Weir failed       2  the request is not valid       3  Weir cannot be reached",
      "",
      "Examples:",
      "  weir check --account a1 --model large --input-tokens 1200 --max-output-tokens 4000",
      "  weir check --account a1 --ip 203.0.113.7 --signal reasoning_elicitation=0.7 --json",
      "  echo '{\"principal\":{\"account_id\":\"a1\"}}' | weir check --from-json -"
    })
final class CheckCommand implements Callable<Integer> {
  private final Environment environment;

  @Mixin private final CheckFlags flags = new CheckFlags();

  @Option(
      names = "--from-json",
      paramLabel = "FILE",
      description =
          "Read the request as JSON from FILE, or from standard input with -. Flags override its"
              + " fields.")
  private Optional<String> fromJson = Optional.empty();

  @Mixin private final Output output = new Output();
  @Mixin private final DecisionPort server;

  CheckCommand(Environment environment) {
    this.environment = environment;
    this.server = new DecisionPort(environment);
  }

  @Override
  public Integer call() {
    CheckRequest request = request();
    CheckResponse response = server.call(stub -> stub.check(request));
    if (output.isJson()) {
      output.json(response);
    } else {
      print(response);
    }
    return exitCode(response.getVerdict());
  }

  private CheckRequest request() {
    CheckRequest.Builder request = CheckRequest.newBuilder();
    fromJson.ifPresent(file -> Sources.mergeJson(file, environment, request));
    flags.apply(request);
    if (request.getPrincipal().getAccountId().isEmpty()) {
      throw CommandFailure.usage(
          "no account: give --account, or principal.account_id in --from-json");
    }
    return request.build();
  }

  private static int exitCode(Verdict verdict) {
    return switch (verdict) {
      case ALLOW -> ExitCode.OK;
      case CHALLENGE -> ExitCode.CHALLENGE;
      case DENY -> ExitCode.DENY;
      case VERDICT_UNSPECIFIED, UNRECOGNIZED ->
          throw new CommandFailure(
              ExitCode.FAILURE,
              "the server answered with a verdict that this version of weir does not know");
    };
  }

  private void print(CheckResponse response) {
    output.line(
        colour(response.getVerdict()),
        response.getVerdict().name(),
        "  by policy "
            + response.getPolicyVersion()
            + ", evidence "
            + response.getEvidence().name().toLowerCase(Locale.ROOT));
    output.line("Decision " + response.getDecisionId());
    for (Reason reason : response.getReasonsList()) {
      String detail = reason.getDetail().isEmpty() ? "" : ": " + reason.getDetail();
      output.line("Reason   " + reason.getCode() + " (rule " + reason.getRule() + ")" + detail);
    }
    for (ShadowVerdict shadow : response.getShadowsList()) {
      output.line("Shadow   " + shadow.getVerdict() + words(shadow.getReasonsList()));
    }
    if (response.hasRisk() && response.getRisk().getScore() > 0) {
      output.line(String.format(Locale.ROOT, "Risk     %.2f", response.getRisk().getScore()));
    }
    if (response.hasRetryAfter()) {
      output.line("Retry    after " + words(response.getRetryAfter()));
    }
    if (response.hasChallenge()) {
      print(response.getChallenge());
    }
    output.table("Limits", limits(response.getLimitsList()));
    output.table("Risk comes from", contributions(response));
  }

  private static String words(List<Reason> reasons) {
    return reasons.isEmpty()
        ? ""
        : ": " + reasons.get(0).getCode() + " (rule " + reasons.get(0).getRule() + ")";
  }

  private void print(Challenge challenge) {
    output.line(
        "Asked    any one of "
            + String.join(", ", challenge.getKindsList())
            + ", until "
            + Text.time(challenge.hasExpiresAt(), challenge.getExpiresAt(), "it is answered"));
    output.line(
        "         challenge "
            + challenge.getChallengeId()
            + (challenge.getUrl().isEmpty() ? "" : " at " + challenge.getUrl()));
  }

  private static List<List<String>> limits(List<LimitStatus> limits) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("LIMIT", "REMAINING", "OF", "IN", "RESETS"));
    for (LimitStatus limit : limits) {
      boolean concurrency = Durations.toNanos(limit.getWindow()) == 0;
      boolean unused = Durations.toNanos(limit.getResetAfter()) == 0;
      rows.add(
          List.of(
              limit.getName(),
              Text.number(limit.getRemaining()),
              Text.number(limit.getLimit()),
              concurrency ? "at once" : words(limit.getWindow()),
              unused ? "" : "in " + words(limit.getResetAfter())));
    }
    return rows;
  }

  private static List<List<String>> contributions(CheckResponse response) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("FAMILY", "SOURCE", "SCORE", "EVIDENCE"));
    response
        .getRisk()
        .getContributionsList()
        .forEach(
            c ->
                rows.add(
                    List.of(
                        c.getFamily(),
                        c.getSource(),
                        String.format(Locale.ROOT, "%.2f", c.getScore()),
                        c.getEvidence())));
    return rows;
  }

  private static String words(com.google.protobuf.Duration duration) {
    return Text.words(Duration.ofSeconds(duration.getSeconds(), duration.getNanos()));
  }

  private static Style colour(Verdict verdict) {
    return switch (verdict) {
      case ALLOW -> Style.fg_green;
      case CHALLENGE -> Style.fg_yellow;
      case DENY, VERDICT_UNSPECIFIED, UNRECOGNIZED -> Style.fg_red;
    };
  }
}
