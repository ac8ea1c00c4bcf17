package dev.weir.cli;

import dev.weir.v1.Campaign;
import dev.weir.v1.CohortServiceGrpc;
import dev.weir.v1.ListCampaignsRequest;
import dev.weir.v1.ListCampaignsResponse;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists campaigns. */
@Command(
    name = "campaigns",
    description = "List campaigns: cohorts of accounts that share members. The largest first.",
    footer = {"", "Examples:", "  weir campaigns", "  weir campaigns --json"})
final class CampaignsCommand extends AdminCommand {
  CampaignsCommand(Environment environment) {
    super(environment);
  }

  @Override
  public Integer call() {
    ListCampaignsResponse response =
        admin.call(
            CohortServiceGrpc::newBlockingStub,
            stub -> stub.listCampaigns(ListCampaignsRequest.getDefaultInstance()));
    return show(response, this::print);
  }

  private void print(ListCampaignsResponse response) {
    if (response.getCampaignsCount() == 0) {
      output.line(
          "No campaigns: nobody was seen in a cohort that is probing, confirmed, overused or"
              + " blocked");
    } else {
      Text.table(rows(response)).forEach(output::line);
    }
    if (response.getCohortsLeftOut() > 0) {
      output.line(
          Text.plural(response.getCohortsLeftOut(), "cohort")
              + " seen longest ago left out: there are too many");
    }
  }

  private static List<List<String>> rows(ListCampaignsResponse response) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "CAMPAIGN",
            "STATE",
            "ACCOUNTS",
            "COHORTS",
            "REQUESTS",
            "FIRST SEEN",
            "LAST SEEN",
            "FAMILIES"));
    for (Campaign campaign : response.getCampaignsList()) {
      rows.add(
          List.of(
              campaign.getCampaignId(),
              campaign.getState().name(),
              Text.number(campaign.getAccounts()),
              Text.number(campaign.getCohorts()),
              Text.number(campaign.getRequests()),
              Text.time(campaign.hasFirstSeen(), campaign.getFirstSeen(), "-"),
              Text.time(campaign.hasLastSeen(), campaign.getLastSeen(), "-"),
              String.join(", ", campaign.getFamiliesList())));
    }
    return rows;
  }
}
