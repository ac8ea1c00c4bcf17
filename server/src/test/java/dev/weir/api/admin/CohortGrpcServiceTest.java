package dev.weir.api.admin;

import static dev.weir.api.admin.AdminServer.NOW;
import static dev.weir.api.admin.AdminServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.weir.account.Pseudonyms;
import dev.weir.api.grpc.GrpcErrors;
import dev.weir.cohort.CampaignFixture;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Sighting;
import dev.weir.cohort.Standing;
import dev.weir.cohort.TraitHash;
import dev.weir.indicator.Bundle;
import dev.weir.indicator.Bundles;
import dev.weir.indicator.Exchange;
import dev.weir.indicator.ExchangeKeys;
import dev.weir.policy.Policies;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import dev.weir.v1.Campaign;
import dev.weir.v1.Cohort;
import dev.weir.v1.CohortServiceGrpc;
import dev.weir.v1.CohortServiceGrpc.CohortServiceBlockingStub;
import dev.weir.v1.ExportIndicatorsRequest;
import dev.weir.v1.ExportIndicatorsResponse;
import dev.weir.v1.GetCampaignRequest;
import dev.weir.v1.GetCampaignResponse;
import dev.weir.v1.GetCohortRequest;
import dev.weir.v1.GetCohortResponse;
import dev.weir.v1.ImportIndicatorsRequest;
import dev.weir.v1.ImportIndicatorsResponse;
import dev.weir.v1.ListCampaignsRequest;
import dev.weir.v1.ListCohortsRequest;
import dev.weir.v1.ListCohortsResponse;
import dev.weir.v1.SetCohortDispositionRequest;
import dev.weir.v1.SetCohortDispositionRequest.Disposition;
import dev.weir.v1.SetCohortDispositionResponse;
import dev.weir.v1.TraitValue;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CohortGrpcServiceTest {
  private static final TraitHash HASH = TraitHash.keyed(new byte[32]);
  private static final dev.weir.cohort.Cohort.Key CARD = HASH.cohort("card", "fp_1");
  private static final dev.weir.cohort.Cohort.Key DEVICE = HASH.cohort("device", "d1");
  private static final dev.weir.cohort.Cohort.Key PREFIX =
      HASH.cohort("address_prefix", "192.0.2.0/24");

  @TempDir Path folder;
  private final List<Installation> started = new ArrayList<>();
  private Installation here;

  /** A server with a store of its own. */
  private record Installation(
      AtomicLong clock, CohortStore store, Server server, ManagedChannel channel) {
    CohortServiceBlockingStub stub() {
      return CohortServiceGrpc.newBlockingStub(channel);
    }

    Judgement held(dev.weir.cohort.Cohort.Key key) {
      return store.find(key).toCompletableFuture().join().orElseThrow().judgement();
    }
  }

  @BeforeEach
  void start() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    Files.writeString(folder.resolve("signing"), new JWKSet(key).toString(false));
    String jwk = key.toPublicJWK().toJSONString();
    Files.writeString(
        folder.resolve("trusted"),
        "{\"keys\":[" + jwk.replaceFirst("\\{", "{\"iss\":\"elsewhere\",") + "]}");
    here = installation();
  }

  @AfterEach
  void stop() {
    for (Installation one : started) {
      one.channel.shutdownNow();
      one.server.shutdownNow();
    }
  }

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
    assertThat(byId.getCohort().getFamily()).isEqualTo("payment");
    assertThat(byId.getCohort().getCampaignId()).startsWith("c");
    assertThat(byId.getCohort().getEvidence()).startsWith("212 accounts share this card, 96 %");
    assertThat(byId.getCohort().getFailed()).isEqualTo(12);
    assertThat(byId.toString()).doesNotContain("fp_1");
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
  void namesTheFieldThatIsNotValid() {
    assertInvalid("cohort_id", request -> request.clearCohortId());
    assertInvalid("cohort_id", request -> request.setCampaignId("c1"));
    assertInvalid("cohort_id", request -> request.setCohortId("card"));
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
    assertThat(other.store.find(PREFIX).toCompletableFuture().join()).isEmpty();

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
    assertThat(other.store.find(CARD).toCompletableFuture().join()).isEmpty();
    take(other, bundle, true, false);

    ImportIndicatorsResponse again = take(other, bundle, true, false);
    assertThat(again.getSkippedList())
        .singleElement()
        .satisfies(one -> assertThat(one.getReason()).isEqualTo("already confirmed here"));
    other.clock.addAndGet(1_000);
    dispose(other, Disposition.RELEASE, request -> request.setCohortId(CARD.text()));
    assertThat(take(other, bundle, true, false).getSkipped(0).getReason())
        .isEqualTo("decided on here after the bundle was issued");
    dispose(other, Disposition.EXEMPT, request -> request.setCohortId(CARD.text()));
    assertThat(take(other, bundle, true, false).getSkipped(0).getReason())
        .isEqualTo("already exempt here");
    assertThat(other.held(CARD).standing()).isEqualTo(Standing.EXEMPT);
  }

  @Test
  void aBundleThatIsNotTakenSaysWhy() {
    hold(Standing.CONFIRMED, CARD, 1, 40);
    String bundle = export("").getBundle();
    here.clock.addAndGet(Duration.ofDays(7).toMillis());

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

  private Installation installation() throws IOException {
    AtomicLong clock = new AtomicLong(NOW);
    MemoryStore memory = new MemoryStore(clock::get, MemoryConfig.defaults());
    String name = "cohorts-" + System.identityHashCode(memory);
    Exchange exchange =
        new Exchange(
            new Bundles(
                new ExchangeKeys(
                    Optional.of(folder.resolve("signing")),
                    Optional.of(folder.resolve("trusted")))),
            "elsewhere",
            Duration.ofDays(7),
            () -> new Bundle.Keys(HASH.fingerprint(), ""),
            new SecureRandom());
    CohortGrpcService service =
        new CohortGrpcService(
            memory.cohorts(),
            Policies.load(Optional.empty(), clock::get),
            () -> HASH,
            Pseudonyms.none(),
            exchange,
            clock::get,
            new GrpcErrors(() -> 0));
    Installation installation =
        new Installation(
            clock,
            memory.cohorts(),
            InProcessServerBuilder.forName(name)
                .directExecutor()
                .addService(service)
                .build()
                .start(),
            InProcessChannelBuilder.forName(name).directExecutor().build());
    started.add(installation);
    return installation;
  }

  /** Lets a cohort have members with ids from {@code first} on, and a standing. */
  private void hold(Standing standing, dev.weir.cohort.Cohort.Key key, long first, int members) {
    List<Sighting> sightings = new ArrayList<>();
    for (long id = first; id < first + members; id++) {
      // Spread over all ids, as hashes are.
      sightings.add(new Sighting(key, CampaignFixture.member(id * 0x9e37_79b9_7f4a_7c15L)));
    }
    here.store.observe(sightings, NOW).toCompletableFuture().join();
    here.store
        .judge(List.of(CampaignFixture.judgement(key, standing, NOW)), NOW)
        .toCompletableFuture()
        .join();
  }

  private String campaign() {
    return here.stub()
        .listCampaigns(ListCampaignsRequest.getDefaultInstance())
        .getCampaigns(0)
        .getCampaignId();
  }

  private ListCohortsResponse list(ListCohortsRequest.Builder request) {
    return here.stub().listCohorts(request.build());
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

  /** Changes a request. */
  private interface Change {
    SetCohortDispositionRequest.Builder apply(SetCohortDispositionRequest.Builder request);
  }

  private SetCohortDispositionResponse dispose(Disposition disposition, Change change) {
    return dispose(here, disposition, change);
  }

  private static SetCohortDispositionResponse dispose(
      Installation at, Disposition disposition, Change change) {
    return at.stub()
        .setCohortDisposition(
            change
                .apply(
                    SetCohortDispositionRequest.newBuilder()
                        .setDisposition(disposition)
                        .setOperator("alice")
                        .setReason("ticket 41"))
                .build());
  }

  private void assertInvalid(String field, Change change) {
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "INVALID_FIELD",
        field,
        () ->
            dispose(Disposition.BLOCK, request -> change.apply(request.setCohortId(CARD.text()))));
  }

  private static TraitValue value(String trait, String... values) {
    return TraitValue.newBuilder().setTrait(trait).addAllValues(List.of(values)).build();
  }
}
