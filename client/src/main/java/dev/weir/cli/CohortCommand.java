package dev.weir.cli;

import dev.weir.v1.Cohort;
import dev.weir.v1.CohortMember;
import dev.weir.v1.CohortServiceGrpc;
import dev.weir.v1.GetCohortRequest;
import dev.weir.v1.GetCohortResponse;
import dev.weir.v1.ListCohortsRequest;
import dev.weir.v1.ListCohortsResponse;
import dev.weir.v1.SetCohortDispositionRequest;
import dev.weir.v1.SetCohortDispositionRequest.Disposition;
import dev.weir.v1.SetCohortDispositionResponse;
import dev.weir.v1.TraitValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds the commands about cohorts. */
@Command(
    name = "cohort",
    description = "List and show cohorts, and say what is to be held of them.",
    footer = {
      "",
      "Examples:",
      "  weir cohort list --state confirmed",
      "  weir cohort exempt --trait email_domain --value school.example --reason 'a course'"
    })
final class CohortCommand extends Group {

  static CommandLine create(Environment environment) {
    return new CommandLine(new CohortCommand())
        .addSubcommand(new ListCohorts(environment))
        .addSubcommand(new Show(environment))
        .addSubcommand(
            act(environment, Disposition.EXEMPT, "exempt", "Leave a cohort's members alone."))
        .addSubcommand(
            act(
                environment,
                Disposition.CONFIRM,
                "confirm",
                "Ask every member of a cohort to verify itself, and let in those who do."))
        .addSubcommand(
            act(
                environment,
                Disposition.BLOCK,
                "block",
                "Let nobody in who is seen with a cohort's value."))
        .addSubcommand(
            act(
                environment,
                Disposition.RELEASE,
                "release",
                "Give a cohort back to the assessment, whatever was said of it."));
  }

  private static CommandLine act(
      Environment environment, Disposition disposition, String name, String description) {
    CommandLine command = new CommandLine(new Act(environment, disposition));
    CommandSpec spec = command.getCommandSpec();
    spec.name(name);
    spec.usageMessage()
        .description(description, "It takes effect on every replica within a second or so.")
        .footer(
            "",
            "Examples:",
            "  weir cohort " + name + " card:0123456789abcdef --reason 'ticket 41'",
            "  weir cohort " + name + " --trait card --value fp_1 --reason 'ticket 41'",
            "  weir cohort " + name + " --campaign CAMPAIGN_ID --reason 'ticket 41'");
    return command;
  }

  /** Which cohort is meant. */
  static final class Target {
    @Parameters(
        paramLabel = "COHORT_ID",
        arity = "0..1",
        description = "The cohort, as weir cohort list shows it.")
    private Optional<String> cohortId = Optional.empty();

    @Option(
        names = "--trait",
        paramLabel = "NAME",
        description = "The trait of --value, as the policy names it.")
    private Optional<String> trait = Optional.empty();

    @Option(
        names = "--value",
        paramLabel = "VALUE",
        description =
            "The value, as you know it: such as a payment fingerprint. Once for each source of the"
                + " trait, in the policy's order.")
    private List<String> values = new ArrayList<>();

    /** Returns the value that is named, if it is one. */
    private Optional<TraitValue> value() {
      return trait.map(name -> TraitValue.newBuilder().setTrait(name).addAllValues(values).build());
    }

    /**
     * Ends the command where not exactly one is named, or something that is none.
     *
     * @param others how many are named by other options
     * @param choice what can be given
     */
    private void check(int others, String choice) {
      if (trait.isPresent() == values.isEmpty()) {
        throw CommandFailure.usage("--trait and --value belong together: give both or neither");
      }
      int named = (cohortId.isPresent() ? 1 : 0) + (trait.isPresent() ? 1 : 0) + others;
      if (named != 1) {
        throw CommandFailure.usage((named == 0 ? "which one? give " : "give only one: ") + choice);
      }
      cohortId.ifPresent(Target::checkId);
    }

    private static void checkId(String id) {
      if (id.indexOf(':') < 0) {
        throw CommandFailure.usage(
            "COHORT_ID: "
                + Text.clean(id)
                + " (expected: TRAIT:HASH, as 'weir cohort list' shows it; a value is named by"
                + " --trait and --value, a campaign by 'weir campaign show' or --campaign)");
      }
    }
  }

  /** Lists cohorts. */
  @Command(
      name = "list",
      description = "List the cohorts of which anything is held; those changed last come first.",
      footer = {
        "",
        "Examples:",
        "  weir cohort list --state confirmed --trait card",
        "  weir cohort list --limit 1000 --json"
      })
  static final class ListCohorts extends AdminCommand {
    private static final int LARGEST_PAGE = 1_000;

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description =
            "Only of this state: probing, confirmed, cleared, exempt, overused or blocked."
                + " Default: all.")
    private Optional<Cohort.State> state = Optional.empty();

    @Option(
        names = "--trait",
        paramLabel = "NAME",
        description = "Only of this trait. Default: all.")
    private Optional<String> trait = Optional.empty();

    @Option(
        names = "--limit",
        paramLabel = "N",
        converter = Converters.AtLeastOne.class,
        description = "How many at most. Default: ${DEFAULT-VALUE}.")
    private int limit = 100;

    ListCohorts(Environment environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      return show(read(), this::print);
    }

    private void print(ListCohortsResponse found) {
      if (found.getCohortsCount() == 0) {
        output.line("No such cohorts");
        return;
      }
      Text.table(CohortPort.rows(found.getCohortsList())).forEach(output::line);
      if (!found.getNextPageToken().isEmpty()) {
        output.line("There are more: give --limit N");
      }
    }

    private ListCohortsResponse read() {
      ListCohortsResponse.Builder all = ListCohortsResponse.newBuilder();
      do {
        ListCohortsRequest.Builder request =
            ListCohortsRequest.newBuilder()
                .setTrait(trait.orElse(""))
                .setPageSize(Math.min(LARGEST_PAGE, limit - all.getCohortsCount()))
                .setPageToken(all.getNextPageToken());
        state.ifPresent(request::setState);
        ListCohortsResponse page =
            admin.call(
                CohortServiceGrpc::newBlockingStub, stub -> stub.listCohorts(request.build()));
        all.addAllCohorts(page.getCohortsList()).setNextPageToken(page.getNextPageToken());
      } while (!all.getNextPageToken().isEmpty() && all.getCohortsCount() < limit);
      return all.build();
    }
  }

  /** Shows a cohort. */
  @Command(
      name = "show",
      description = "Show a cohort: what was found, and some of its members, as keyed hashes.",
      footer = {
        "",
        "Examples:",
        "  weir cohort show card:0123456789abcdef",
        "  weir cohort show --trait card --value fp_1"
      })
  static final class Show extends AdminCommand {
    private static final int MOST_MEMBERS = 10;

    @Mixin private final Target target = new Target();

    Show(Environment environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      target.check(0, "COHORT_ID, or --trait and --value");
      GetCohortRequest.Builder request =
          GetCohortRequest.newBuilder().setCohortId(target.cohortId.orElse(""));
      target.value().ifPresent(request::setValue);
      GetCohortResponse response =
          admin.call(CohortServiceGrpc::newBlockingStub, stub -> stub.getCohort(request.build()));
      return show(response, this::print);
    }

    private void print(GetCohortResponse response) {
      Cohort cohort = response.getCohort();
      output.line("Cohort    " + cohort.getCohortId() + "  " + cohort.getState());
      output.line("Family    " + cohort.getFamily());
      output.line("Accounts  " + Text.number(cohort.getAccounts()));
      output.line(
          cohort.getAccounts() == 0
              ? "Seen      nobody so far"
              : CohortPort.seen(cohort.getFirstSeen(), cohort.getLastSeen()));
      output.line(
          "Set by    "
              + (cohort.getSetBy().isEmpty() ? "the assessment" : cohort.getSetBy())
              + ", "
              + Text.time(cohort.hasSince(), cohort.getSince(), "?"));
      output.line(
          "Campaign  " + (cohort.getCampaignId().isEmpty() ? "none" : cohort.getCampaignId()));
      output.line("Evidence  " + cohort.getEvidence());
      output.table("Some of its members", members(response));
    }

    private static List<List<String>> members(GetCohortResponse response) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("MEMBER", "VERIFIED", "PREPAID", "PROXIED", "REQUESTS", "LAST SEEN"));
      for (CohortMember member :
          response
              .getMembersList()
              .subList(0, Math.min(MOST_MEMBERS, response.getMembersCount()))) {
        rows.add(
            List.of(
                member.getKey(),
                member.getLevel().name(),
                member.getPrepaid() ? "yes" : "no",
                member.getProxied() ? "yes" : "no",
                Text.number(member.getRequests()),
                Text.time(member.hasLastSeen(), member.getLastSeen(), "-")));
      }
      return rows;
    }
  }

  /** Says what is to be held of a cohort, or of a campaign. */
  @Command
  static final class Act extends AdminCommand {
    private final Disposition disposition;

    @Mixin private final Target target = new Target();

    @Option(
        names = "--campaign",
        paramLabel = "CAMPAIGN_ID",
        description =
            "All cohorts of a campaign. Those that bystanders share are neither confirmed nor"
                + " blocked.")
    private Optional<String> campaignId = Optional.empty();

    @Mixin private final CohortPort.Operator operator;
    @Mixin private final CohortPort.Reason reason = new CohortPort.Reason();

    Act(Environment environment, Disposition disposition) {
      super(environment);
      this.disposition = disposition;
      this.operator = new CohortPort.Operator(environment);
    }

    @Override
    public Integer call() {
      target.check(
          campaignId.isPresent() ? 1 : 0, "COHORT_ID, or --trait and --value, or --campaign");
      SetCohortDispositionRequest.Builder request =
          SetCohortDispositionRequest.newBuilder()
              .setCohortId(target.cohortId.orElse(""))
              .setCampaignId(campaignId.orElse(""))
              .setDisposition(disposition)
              .setOperator(operator.name())
              .setReason(reason.text());
      target.value().ifPresent(request::setValue);
      SetCohortDispositionResponse response =
          admin.call(
              CohortServiceGrpc::newBlockingStub,
              stub -> stub.setCohortDisposition(request.build()));
      return show(response, this::print);
    }

    private void print(SetCohortDispositionResponse response) {
      for (Cohort cohort : response.getCohortsList()) {
        output.line(cohort.getCohortId() + " is now " + cohort.getState());
      }
      for (Cohort cohort : response.getLeftOutList()) {
        output.line(
            cohort.getCohortId() + " stays " + cohort.getState() + ": bystanders share it, too");
      }
    }
  }
}
