package dev.weir.cli;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.weir.v1.Campaign;
import dev.weir.v1.CampaignEvidence;
import dev.weir.v1.CampaignTrait;
import dev.weir.v1.CohortServiceGrpc;
import dev.weir.v1.CohortServiceGrpc.CohortServiceBlockingStub;
import dev.weir.v1.ExportIndicatorsRequest;
import dev.weir.v1.ExportIndicatorsResponse;
import dev.weir.v1.GetCampaignRequest;
import dev.weir.v1.GetCampaignResponse;
import dev.weir.v1.ImportIndicatorsRequest;
import dev.weir.v1.ImportIndicatorsResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds the commands about one campaign. */
@Command(
    name = "campaign",
    description = "Show a campaign, and exchange what identifies it.",
    footer = {
      "",
      "Example:",
      "  weir campaign show CAMPAIGN_ID",
      "",
      "To act on one: weir cohort exempt|confirm|block|release --campaign CAMPAIGN_ID"
    })
final class CampaignCommand extends Group {

  static CommandLine create(Environment environment) {
    return new CommandLine(new CampaignCommand())
        .addSubcommand(new Show(environment))
        .addSubcommand(new Export(environment))
        .addSubcommand(new Import(environment));
  }

  /** Shows a campaign and what speaks for it. */
  @Command(
      name = "show",
      description = "Show a campaign: what its accounts share, and what speaks for it.",
      footer = {"", "Example:", "  weir campaign show CAMPAIGN_ID"})
  static final class Show extends AdminCommand {
    private static final int MOST_COHORTS = 40;
    private static final String REASON = " --reason TEXT";

    @Parameters(paramLabel = "CAMPAIGN_ID", description = "As weir campaigns lists it.")
    @SuppressWarnings("NullAway.Init")
    private String campaignId;

    Show(Environment environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      GetCampaignRequest request =
          GetCampaignRequest.newBuilder().setCampaignId(campaignId).build();
      GetCampaignResponse response =
          admin.call(CohortServiceGrpc::newBlockingStub, stub -> stub.getCampaign(request));
      return show(response, this::print);
    }

    private void print(GetCampaignResponse response) {
      Campaign campaign = response.getCampaign();
      output.line("Campaign  " + campaign.getCampaignId() + "  " + campaign.getState());
      output.line(
          "Size      "
              + Text.plural(campaign.getAccounts(), "account")
              + ", "
              + Text.plural(campaign.getRequests(), "request"));
      output.line(CohortPort.seen(campaign.getFirstSeen(), campaign.getLastSeen()));
      output.line("Answers   " + answers(campaign));
      output.table("Evidence", evidence(campaign));
      output.table("What they share", traits(campaign));
      int shown = Math.min(MOST_COHORTS, response.getCohortsCount());
      output.table("Cohorts", CohortPort.rows(response.getCohortsList().subList(0, shown)));
      if (shown < response.getCohortsCount()) {
        output.line("  and " + (response.getCohortsCount() - shown) + " more: see --json");
      }
      String id = campaign.getCampaignId();
      output.table(
          "What you can do",
          List.of(
              List.of("DO THIS", "TO"),
              List.of("weir cohort confirm --campaign " + id + REASON, "ask all of its accounts"),
              List.of("weir cohort block --campaign " + id + REASON, "let none of them in"),
              List.of("weir cohort exempt --campaign " + id + REASON, "leave them alone"),
              List.of("weir campaign export " + id + " --out FILE", "tell another installation")));
    }

    private static String answers(Campaign campaign) {
      long asked = campaign.getChallenged();
      long silent = asked - campaign.getPassed();
      return asked == 0
          ? "nobody was asked"
          : Text.number(silent) + " of " + Text.number(asked) + " who were asked have not answered";
    }

    private static List<List<String>> evidence(Campaign campaign) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("FAMILY", "WHAT WAS FOUND"));
      for (CampaignEvidence evidence : campaign.getEvidenceList()) {
        rows.add(List.of(evidence.getFamily(), evidence.getText()));
      }
      return rows;
    }

    private static List<List<String>> traits(Campaign campaign) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("TRAIT", "FAMILY", "VALUES", "ACCOUNTS WITH ONE AT MOST"));
      for (CampaignTrait trait : campaign.getTraitsList()) {
        rows.add(
            List.of(
                trait.getTrait(),
                trait.getFamily(),
                Text.number(trait.getCohorts()),
                Text.number(trait.getAccounts())));
      }
      return rows;
    }
  }

  /** Writes a campaign's indicators. */
  @Command(
      name = "export",
      description = {
        "Write what identifies a campaign as a signed bundle, for another installation.",
        "It holds keyed hashes, never values."
      },
      footer = {
        "",
        "Examples:",
        "  weir campaign export CAMPAIGN_ID --out campaign.jws",
        "  weir campaign export --all --out campaigns.jws"
      })
  static final class Export extends AdminCommand {
    @Parameters(
        paramLabel = "CAMPAIGN_ID",
        arity = "0..1",
        description = "As weir campaigns lists it.")
    private Optional<String> campaignId = Optional.empty();

    @Option(names = "--all", description = "All cohorts that are confirmed or blocked.")
    private boolean all;

    @Option(
        names = "--out",
        paramLabel = "FILE",
        required = true,
        description = "Where to; - for standard output. Required.")
    @SuppressWarnings("NullAway.Init")
    private String out;

    @Mixin private final CohortPort.Operator operator;

    Export(Environment environment) {
      super(environment);
      this.operator = new CohortPort.Operator(environment);
    }

    @Override
    public Integer call() {
      if (all == campaignId.isPresent()) {
        throw CommandFailure.usage("which ones? give a CAMPAIGN_ID or --all");
      }
      ExportIndicatorsRequest request =
          ExportIndicatorsRequest.newBuilder()
              .setCampaignId(campaignId.orElse(""))
              .setOperator(operator.name())
              .build();
      ExportIndicatorsResponse response =
          admin.call(CohortServiceGrpc::newBlockingStub, stub -> stub.exportIndicators(request));
      if (out.equals("-")) {
        output.raw(response.getBundle() + "\n");
        return ExitCode.OK;
      }
      write(response.getBundle());
      if (output.isJson()) {
        output.json(response);
      } else {
        output.line(
            "Wrote "
                + Text.plural(response.getIndicators(), "indicator")
                + " to "
                + out
                + ", good until "
                + Text.time(true, response.getExpiresAt(), ""));
        if (response.getLeftOut() > 0) {
          output.line(
              "Left out "
                  + Text.plural(response.getLeftOut(), "cohort")
                  + " whose values say nothing elsewhere");
        }
      }
      return ExitCode.OK;
    }

    private void write(String bundle) {
      try {
        Files.writeString(Path.of(out), bundle + "\n");
      } catch (IOException e) {
        throw CommandFailure.usage("--out: " + out + ": cannot be written: " + e);
      }
    }
  }

  /** Imports another installation's indicators. */
  @Command(
      name = "import",
      description = {
        "Take over what another installation says of cohorts, once its signature is verified.",
        "Without --confirm they are probed: a few of their members here are asked, and what these",
        "do decides. An import never denies anybody by itself."
      },
      footer = {
        "",
        "Examples:",
        "  weir campaign import campaign.jws --dry-run --reason 'shared by provider-a'",
        "  weir campaign import campaign.jws --confirm --reason 'seen here as well'"
      })
  static final class Import extends AdminCommand {
    @Parameters(paramLabel = "FILE", description = "The bundle; - for standard input.")
    @SuppressWarnings("NullAway.Init")
    private String file;

    @Option(
        names = "--confirm",
        description = "Confirm what the issuer confirmed or blocked: every member is asked.")
    private boolean confirm;

    @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
    private boolean dryRun;

    @Mixin private final CohortPort.Operator operator;
    @Mixin private final CohortPort.Reason reason = new CohortPort.Reason();

    Import(Environment environment) {
      super(environment);
      this.operator = new CohortPort.Operator(environment);
    }

    @Override
    public Integer call() {
      ImportIndicatorsRequest request =
          ImportIndicatorsRequest.newBuilder()
              .setBundle(Sources.text(file, environment).strip())
              .setConfirm(confirm)
              .setDryRun(dryRun)
              .setOperator(operator.name())
              .setReason(reason.text())
              .build();
      ImportIndicatorsResponse response =
          admin.call(CohortServiceGrpc::newBlockingStub, stub -> take(stub, request));
      return show(response, this::print);
    }

    /** Names the file where the bundle is what is wrong. */
    private ImportIndicatorsResponse take(
        CohortServiceBlockingStub service, ImportIndicatorsRequest request) {
      try {
        return service.importIndicators(request);
      } catch (StatusRuntimeException e) {
        Status status = e.getStatus();
        throw isOfBundle(e)
            ? status.withDescription(file + ": " + status.getDescription()).asRuntimeException()
            : e;
      }
    }

    private static boolean isOfBundle(StatusRuntimeException e) {
      com.google.rpc.Status status = StatusProto.fromThrowable(e);
      return status != null && status.getDetailsList().stream().anyMatch(Import::isOfBundle);
    }

    private static boolean isOfBundle(Any detail) {
      try {
        return detail.is(ErrorInfo.class)
            && detail.unpack(ErrorInfo.class).getReason().startsWith("BUNDLE_");
      } catch (InvalidProtocolBufferException e) {
        return false;
      }
    }

    private void print(ImportIndicatorsResponse response) {
      output.line(
          (dryRun ? "Would import from " : "Imported from ")
              + response.getIssuer()
              + ": "
              + Text.plural(response.getIndicators(), "indicator")
              + ", "
              + Text.number(response.getConfirmed())
              + " confirmed, "
              + Text.number(response.getProbing())
              + " probed");
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("INDICATORS", "WHY"));
      response
          .getSkippedList()
          .forEach(
              skipped ->
                  rows.add(List.of(Text.number(skipped.getIndicators()), skipped.getReason())));
      output.table("Left as they are", rows);
    }
  }
}
