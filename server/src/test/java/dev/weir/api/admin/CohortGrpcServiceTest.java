package dev.weir.api.admin;

import static dev.weir.api.admin.AdminServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.cohort.Standing;
import dev.weir.v1.Campaign;
import dev.weir.v1.Cohort;
import dev.weir.v1.GetCampaignRequest;
import dev.weir.v1.GetCampaignResponse;
import dev.weir.v1.GetCohortRequest;
import dev.weir.v1.GetCohortResponse;
import dev.weir.v1.ListCampaignsRequest;
import dev.weir.v1.ListCohortsRequest;
import dev.weir.v1.ListCohortsResponse;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of cohorts and campaigns. */
class CohortGrpcServiceTest extends CohortServiceFixture {
  @Test
  void listsWhatIsHeldInPages() {
    hold(Standing.CONFIRMED, CARD, 1, 20);
    hold(Standing.PROBING, DEVICE, 1, 20);
    hold(Standing.CLEARED, PREFIX, 1, 20);

    List<String> ids = new ArrayList<>();
    String token = "";
    do {
      ListCohortsResponse page =
          list(ListCohortsRequest.newBuilder().setPageSize(1).setPageToken(token));
      assertThat(page.getCohortsList()).hasSize(1);
      ids.add(page.getCohorts(0).getCohortId());
      token = page.getNextPageToken();
    } while (!token.isEmpty());

    assertThat(ids).containsExactlyInAnyOrder(CARD.text(), DEVICE.text(), PREFIX.text());
    assertThat(
            list(ListCohortsRequest.newBuilder().setState(Cohort.State.PROBING)).getCohortsList())
        .extracting(Cohort::getCohortId)
        .containsExactly(DEVICE.text());
    assertThat(list(ListCohortsRequest.newBuilder().setTrait("card")).getCohortsList())
        .extracting(Cohort::getCohortId)
        .containsExactly(CARD.text());
  }

  @Test
  void showsACohortWithEvidenceAndMembersButNoValue() {
    hold(Standing.CONFIRMED, CARD, 1, 60);

    GetCohortResponse byId =
        here.stub().getCohort(GetCohortRequest.newBuilder().setCohortId(CARD.text()).build());
    GetCohortResponse byValue =
        here.stub()
            .getCohort(GetCohortRequest.newBuilder().setValue(value("card", "fp_1")).build());

    assertThat(byValue).isEqualTo(byId);
    assertThat(byId.getMembersList()).hasSize(50);
    assertThat(byId.getCohort().getAccounts()).isEqualTo(60);
    // Of these accounts, and not of those that were assessed.
    assertThat(byId.getCohort().getUnverifiedShare()).isEqualTo(1);
    assertThat(byId.getCohort().getFamily()).isEqualTo("payment");
    assertThat(byId.getCohort().getCampaignId()).startsWith("c");
    assertThat(byId.getCohort().getEvidence()).startsWith("212 accounts share this card, 96 %");
    assertThat(byId.getCohort().getFailed()).isEqualTo(12);
    assertThat(byId.toString()).doesNotContain("fp_1");
  }

  @Test
  void aCohortIsNamedByItsIdOrByAValue() {
    String expected = " (expected: exactly one of cohort_id and value)";
    GetCohortRequest both =
        GetCohortRequest.newBuilder()
            .setCohortId(CARD.text())
            .setValue(value("card", "fp_1"))
            .build();

    assertThatThrownBy(() -> here.stub().getCohort(GetCohortRequest.getDefaultInstance()))
        .hasMessageEndingWith("cohort_id: none is set" + expected);
    assertThatThrownBy(() -> here.stub().getCohort(both))
        .hasMessageEndingWith("cohort_id: cohort_id and value are set" + expected);
  }

  @Test
  void aCampaignIsItsCohorts() {
    hold(Standing.CONFIRMED, CARD, 1, 40);
    hold(Standing.PROBING, DEVICE, 1, 30);
    hold(Standing.CONFIRMED, HASH.cohort("card", "fp_2"), 1_000, 10);

    List<Campaign> campaigns =
        here.stub().listCampaigns(ListCampaignsRequest.getDefaultInstance()).getCampaignsList();
    GetCampaignResponse largest =
        here.stub()
            .getCampaign(
                GetCampaignRequest.newBuilder()
                    .setCampaignId(campaigns.getFirst().getCampaignId())
                    .build());

    assertThat(campaigns).extracting(Campaign::getAccounts).containsExactly(40L, 10L);
    assertThat(largest.getCampaign()).isEqualTo(campaigns.getFirst());
    assertThat(largest.getCampaign().getFamiliesList())
        .containsExactlyInAnyOrder("payment", "device");
    assertThat(largest.getCohortsList()).hasSize(2);
    assertRefused(
        Status.Code.NOT_FOUND,
        "CAMPAIGN_NOT_FOUND",
        "",
        () -> here.stub().getCampaign(GetCampaignRequest.newBuilder().setCampaignId("c0").build()));
  }
}
