package dev.weir.api.admin;

import static dev.weir.api.admin.AdminServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cohort.Standing;
import dev.weir.v1.ExportIndicatorsRequest;
import dev.weir.v1.ExportIndicatorsResponse;
import dev.weir.v1.ImportIndicatorsRequest;
import dev.weir.v1.ImportIndicatorsResponse;
import dev.weir.v1.SetCohortDispositionRequest.Disposition;
import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What one installation takes over from another. */
class IndicatorCallsTest extends CohortServiceFixture {
  @Test
  void whatIsImportedIsProbedAndNeverMoreUnlessTheImporterSaysSo() throws Exception {
    hold(Standing.BLOCKED, CARD, 1, 40);
    hold(Standing.PROBING, DEVICE, 1, 40);
    hold(Standing.CONFIRMED, PREFIX, 1, 40);
    String bundle = export(campaign()).getBundle();
    Installation other = installation();

    ImportIndicatorsResponse response = take(other, bundle, false, false);

    assertThat(response.getProbing()).isEqualTo(2);
    assertThat(response.getIssuer()).isEqualTo("elsewhere");
    assertThat(other.held(CARD).standing()).isEqualTo(Standing.PROBING);
    assertThat(other.held(CARD).isSetByOperator()).isFalse();
    assertThat(other.store().find(PREFIX).toCompletableFuture().join()).isEmpty();

    ImportIndicatorsResponse confirmed = take(other, bundle, true, false);

    assertThat(confirmed.getConfirmed()).isEqualTo(1);
    assertThat(other.held(CARD).standing()).isEqualTo(Standing.CONFIRMED);
    assertThat(other.held(CARD).setBy()).isEqualTo("import:elsewhere");
    assertThat(other.held(DEVICE).standing()).isEqualTo(Standing.PROBING);
  }

  @Test
  void whatWasDecidedHereIsNotUndoneByAnImportHoweverOftenItIsReplayed() throws Exception {
    hold(Standing.CONFIRMED, CARD, 1, 40);
    String bundle = export("").getBundle();
    Installation other = installation();
    take(other, bundle, true, true);
    assertThat(other.store().find(CARD).toCompletableFuture().join()).isEmpty();
    take(other, bundle, true, false);

    ImportIndicatorsResponse again = take(other, bundle, true, false);
    assertThat(again.getSkippedList())
        .singleElement()
        .satisfies(one -> assertThat(one.getReason()).isEqualTo("already confirmed here"));
    other.clock().addAndGet(1_000);
    dispose(other, Disposition.RELEASE, request -> request.setCohortId(CARD.text()));
    assertThat(take(other, bundle, true, false).getSkipped(0).getReason())
        .isEqualTo("decided on here after the bundle was issued");
    dispose(other, Disposition.EXEMPT, request -> request.setCohortId(CARD.text()));
    assertThat(take(other, bundle, true, false).getSkipped(0).getReason())
        .isEqualTo("already exempt here");
    assertThat(other.held(CARD).standing()).isEqualTo(Standing.EXEMPT);
  }

  @Test
  void whatIsBlockedIsExportedThoughNobodyWasSeenWithItYet() {
    dispose(Disposition.BLOCK, request -> request.setValue(value("card", "fp_1")));

    assertThat(export("").getIndicators()).isEqualTo(1);
  }

  @Test
  void aBundleThatIsNotTakenSaysWhy() {
    hold(Standing.CONFIRMED, CARD, 1, 40);
    String bundle = export("").getBundle();
    here.clock().addAndGet(Duration.ofDays(7).toMillis());

    assertRefused(
        Status.Code.FAILED_PRECONDITION,
        "BUNDLE_EXPIRED",
        "",
        () -> take(here, bundle, false, false));
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "BUNDLE_MALFORMED",
        "",
        () -> take(here, "nonsense", false, false));
  }

  private ExportIndicatorsResponse export(String campaignId) {
    return here.stub()
        .exportIndicators(
            ExportIndicatorsRequest.newBuilder()
                .setCampaignId(campaignId)
                .setOperator("alice")
                .build());
  }

  private static ImportIndicatorsResponse take(
      Installation at, String bundle, boolean confirm, boolean dryRun) {
    return at.stub()
        .importIndicators(
            ImportIndicatorsRequest.newBuilder()
                .setBundle(bundle)
                .setConfirm(confirm)
                .setDryRun(dryRun)
                .setOperator("bob")
                .setReason("shared")
                .build());
  }
}
