package dev.weir.api.admin;

import static dev.weir.api.admin.AdminServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.weir.cohort.Standing;
import dev.weir.v1.Campaign;
import dev.weir.v1.Cohort;
import dev.weir.v1.ListCampaignsRequest;
import dev.weir.v1.ListCohortsRequest;
import dev.weir.v1.SetCohortDispositionRequest.Disposition;
import dev.weir.v1.SetCohortDispositionResponse;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What operators say of cohorts. */
class CohortDispositionsTest extends CohortServiceFixture {
  private static final long CAMPAIGNS_ARE_READ_AGAIN_MILLIS = 5_000;

  @Test
  void anOperatorsWordStandsUntilItIsTakenBack() {
    hold(Standing.PROBING, CARD, 1, 20);

    dispose(Disposition.EXEMPT, request -> request.setCohortId(CARD.text()));
    assertThat(here.held(CARD).standing()).isEqualTo(Standing.EXEMPT);
    assertThat(here.held(CARD).setBy()).isEqualTo("alice");

    dispose(Disposition.BLOCK, request -> request.setValue(value("card", "fp_1")));
    assertThat(here.held(CARD).standing()).isEqualTo(Standing.BLOCKED);

    dispose(Disposition.RELEASE, request -> request.setCohortId(CARD.text()));
    assertThat(here.held(CARD).standing()).isEqualTo(Standing.OBSERVED);
    assertThat(here.held(CARD).isSetByOperator()).isFalse();
  }

  @Test
  void aValueCanBeBlockedBeforeAnybodyIsSeenWithIt() {
    SetCohortDispositionResponse response =
        dispose(Disposition.BLOCK, request -> request.setValue(value("client", "ja4", "ua/1")));

    assertThat(response.getCohorts(0).getState()).isEqualTo(Cohort.State.BLOCKED);
    assertThat(here.held(HASH.cohort("client", "ja4\u0000ua/1")).standing())
        .isEqualTo(Standing.BLOCKED);
    assertThat(campaigns()).as("of nobody").isEmpty();
    assertThat(list(ListCohortsRequest.newBuilder()).getCohortsList())
        .extracting(Cohort::getCohortId, Cohort::getCampaignId)
        .containsExactly(tuple(response.getCohorts(0).getCohortId(), ""));
  }

  @Test
  void aBlockedValueIsACampaignOnceSomebodyIsSeenWithIt() {
    dispose(Disposition.BLOCK, request -> request.setValue(value("card", "fp_1")));
    see(CARD, 1, 1);

    assertThat(campaigns()).extracting(Campaign::getAccounts).containsExactly(1L);
  }

  @Test
  void theLogSaysWhoSaidWhatOfHowMany() {
    hold(Standing.CONFIRMED, CARD, 1, 40);
    hold(Standing.CONFIRMED, DEVICE, 1, 40);
    String id = campaign();

    assertThat(logged(() -> dispose(Disposition.BLOCK, request -> request.setCampaignId(id))))
        .containsExactly(
            "Operator alice: BLOCK campaign " + id + " (2 cohorts, 0 left out): ticket 41");
    assertThat(
            logged(() -> dispose(Disposition.BLOCK, request -> request.setCohortId(CARD.text()))))
        .containsExactly(
            "Operator alice: BLOCK " + CARD.text() + " (1 cohort, 0 left out): ticket 41");
  }

  @Test
  void valuesAreReadAsRequestsShowThem() {
    dispose(Disposition.EXEMPT, request -> request.setValue(value("address_prefix", "192.0.2.77")));
    assertThat(here.held(PREFIX).standing()).isEqualTo(Standing.EXEMPT);
    dispose(
        Disposition.BLOCK, request -> request.setValue(value("address_prefix", "192.0.2.0/24")));
    assertThat(here.held(PREFIX).standing()).isEqualTo(Standing.BLOCKED);
    dispose(Disposition.BLOCK, request -> request.setValue(value("email_domain", "X.Example")));
    assertThat(here.held(HASH.cohort("email_domain", "x.example")).standing())
        .isEqualTo(Standing.BLOCKED);
    dispose(
        Disposition.EXEMPT, request -> request.setValue(value("template", "18446744073709551615")));
    assertThat(here.held(HASH.cohort("template", -1)).standing()).isEqualTo(Standing.EXEMPT);
  }

  @Test
  void blockingACampaignLeavesOutWhatBystandersShare() {
    hold(Standing.CONFIRMED, CARD, 1, 40);
    hold(Standing.PROBING, PREFIX, 1, 40);
    String id =
        here.stub()
            .listCampaigns(ListCampaignsRequest.getDefaultInstance())
            .getCampaigns(0)
            .getCampaignId();

    SetCohortDispositionResponse response =
        dispose(Disposition.BLOCK, request -> request.setCampaignId(id));

    assertThat(response.getLeftOutList())
        .extracting(Cohort::getCohortId)
        .containsExactly(PREFIX.text());
    assertThat(here.held(CARD).standing()).isEqualTo(Standing.BLOCKED);
    assertThat(here.held(PREFIX).standing()).isEqualTo(Standing.PROBING);
    dispose(Disposition.EXEMPT, request -> request.setCampaignId(id));
    assertThat(here.held(PREFIX).standing()).isEqualTo(Standing.EXEMPT);
  }

  @Test
  void aCampaignThatWasExemptedIsReleasedByItsId() {
    hold(Standing.CONFIRMED, CARD, 1, 40);
    hold(Standing.CONFIRMED, DEVICE, 1, 40);
    String id = campaign();
    dispose(Disposition.EXEMPT, request -> request.setCampaignId(id));
    assertThat(campaigns()).isEmpty();
    assertRefused(
        Status.Code.NOT_FOUND,
        "CAMPAIGN_NOT_FOUND",
        "",
        () -> dispose(Disposition.BLOCK, request -> request.setCampaignId(id)));

    SetCohortDispositionResponse response =
        dispose(Disposition.RELEASE, request -> request.setCampaignId(id));

    assertThat(response.getCohortsList())
        .extracting(Cohort::getCohortId)
        .containsExactlyInAnyOrder(CARD.text(), DEVICE.text());
    assertThat(here.held(CARD).standing()).isEqualTo(Standing.OBSERVED);
    assertRefused(
        Status.Code.NOT_FOUND,
        "CAMPAIGN_NOT_FOUND",
        "",
        () -> dispose(Disposition.RELEASE, request -> request.setCampaignId(id)));
  }

  @Test
  void namesTheFieldThatIsNotValid() {
    assertInvalid("cohort_id", request -> request.clearCohortId());
    assertInvalid("cohort_id", request -> request.setCampaignId("c1"));
    assertInvalid("cohort_id", request -> request.setCohortId("card"));
    assertInvalid("cohort_id", request -> request.setCohortId("crad:0123456789abcdef"));
    assertInvalid("operator", request -> request.clearOperator());
    assertInvalid("operator", request -> request.setOperator("import:me"));
    assertInvalid("reason", request -> request.setReason("a\nb"));
    assertInvalid("disposition", request -> request.clearDisposition());
    assertInvalid(
        "value.trait", request -> request.clearCohortId().setValue(value("crad", "fp_1")));
    assertInvalid("value.values", request -> request.clearCohortId().setValue(value("card")));
    assertInvalid(
        "value.values[0]", request -> request.clearCohortId().setValue(value("template", "x")));
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "INVALID_FIELD",
        "state",
        () -> list(ListCohortsRequest.newBuilder().setState(Cohort.State.OBSERVED)));
    assertRefused(
        Status.Code.NOT_FOUND,
        "COHORT_NOT_FOUND",
        "",
        () -> dispose(Disposition.BLOCK, request -> request.setCohortId(CARD.text())));
  }

  @Test
  void exactlyOneWayNamesACohort() {
    String expected = " (expected: exactly one of cohort_id, value and campaign_id)";
    assertThatThrownBy(() -> dispose(Disposition.BLOCK, request -> request))
        .hasMessageEndingWith("cohort_id: none is set" + expected);
    assertThatThrownBy(
            () ->
                dispose(
                    Disposition.BLOCK,
                    request ->
                        request.setValue(value("card", "fp_1")).setCampaignId("c0123456789ab")))
        .hasMessageEndingWith("cohort_id: value and campaign_id are set" + expected);
  }

  private List<Campaign> campaigns() {
    here.clock().addAndGet(CAMPAIGNS_ARE_READ_AGAIN_MILLIS);
    return here.stub().listCampaigns(ListCampaignsRequest.getDefaultInstance()).getCampaignsList();
  }

  private static List<String> logged(Runnable work) {
    Logger log = (Logger) LoggerFactory.getLogger(CohortDispositions.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.setLevel(Level.INFO);
    log.addAppender(lines);
    try {
      work.run();
    } finally {
      log.detachAppender(lines);
      log.setLevel(null);
    }
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void assertInvalid(String field, Change change) {
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "INVALID_FIELD",
        field,
        () ->
            dispose(Disposition.BLOCK, request -> change.apply(request.setCohortId(CARD.text()))));
  }
}
