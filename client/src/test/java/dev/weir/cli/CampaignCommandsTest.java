package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import com.google.rpc.ErrorInfo;
import dev.weir.v1.Campaign;
import dev.weir.v1.CampaignEvidence;
import dev.weir.v1.CampaignTrait;
import dev.weir.v1.Cohort;
import dev.weir.v1.CohortMember;
import dev.weir.v1.ExportIndicatorsRequest;
import dev.weir.v1.ExportIndicatorsResponse;
import dev.weir.v1.GetCampaignRequest;
import dev.weir.v1.GetCampaignResponse;
import dev.weir.v1.GetCohortRequest;
import dev.weir.v1.GetCohortResponse;
import dev.weir.v1.ImportIndicatorsRequest;
import dev.weir.v1.ImportIndicatorsResponse;
import dev.weir.v1.ImportIndicatorsResponse.Skipped;
import dev.weir.v1.ListCampaignsRequest;
import dev.weir.v1.ListCampaignsResponse;
import dev.weir.v1.ListCohortsRequest;
import dev.weir.v1.ListCohortsResponse;
import dev.weir.v1.SetCohortDispositionRequest;
import dev.weir.v1.SetCohortDispositionRequest.Disposition;
import dev.weir.v1.SetCohortDispositionResponse;
import dev.weir.v1.TraitValue;
import dev.weir.v1.Verification;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CampaignCommandsTest {
  private static final Timestamp FIRST = Timestamps.fromSeconds(1_800_000_000);
  private static final Timestamp LAST = Timestamps.fromSeconds(1_800_086_400);
  private static final String WORDS =
      "212 accounts share this card, 96 % unverified against 31 % of all";
  private static final Cohort CARD =
      Cohort.newBuilder()
          .setCohortId("card:0123456789abcdef")
          .setState(Cohort.State.CONFIRMED)
          .setFamily("payment")
          .setAccounts(212)
          .setUnverifiedShare(0.96)
          .setChallenged(12)
          .setFirstSeen(FIRST)
          .setLastSeen(LAST)
          .setSince(LAST)
          .setCampaignId("c0123456789ab")
          .setEvidence(WORDS)
          .build();
  private static final Campaign CAMPAIGN =
      Campaign.newBuilder()
          .setCampaignId("c0123456789ab")
          .setState(Cohort.State.CONFIRMED)
          .setAccounts(1_212)
          .setRequests(48_480)
          .setCohorts(1)
          .addFamilies("payment")
          .setChallenged(12)
          .setFirstSeen(FIRST)
          .setLastSeen(LAST)
          .addTraits(
              CampaignTrait.newBuilder()
                  .setTrait("card")
                  .setFamily("payment")
                  .setCohorts(1)
                  .setAccounts(212))
          .addEvidence(CampaignEvidence.newBuilder().setFamily("payment").setText(WORDS))
          .build();

  @AutoClose private final FakeAdmin admin = FakeAdmin.start();

  @Test
  void campaignsAreATable() {
    assertThat(run("campaigns").out()).startsWith("No campaigns: ");
    admin.answer(
        ListCampaignsRequest.class,
        ListCampaignsResponse.newBuilder().addCampaigns(CAMPAIGN).setCohortsLeftOut(2).build());

    assertThat(run("campaigns").out())
        .isEqualTo(
            """
              CAMPAIGN       STATE      ACCOUNTS  COHORTS  REQUESTS  FIRST SEEN            LAST SEEN             FAMILIES
              c0123456789ab  CONFIRMED     1,212        1    48,480  2027-01-15T08:00:00Z  2027-01-16T08:00:00Z  payment
            2 cohorts seen longest ago left out: there are too many
            """);
    assertThat(run("campaigns", "--json").out()).contains("\"campaign_id\":\"c0123456789ab\"");
  }

  @Test
  void aCampaignIsAPageOfEvidence() {
    admin.answer(
        GetCampaignRequest.class,
        GetCampaignResponse.newBuilder().setCampaign(CAMPAIGN).addCohorts(CARD).build());

    assertThat(run("campaign", "show", "c0123456789ab").out())
        .isEqualTo(
            """
            Campaign  c0123456789ab  CONFIRMED
            Size      1,212 accounts, 48,480 requests
            Seen      2027-01-15T08:00:00Z to 2027-01-16T08:00:00Z
            Answers   12 of 12 who were asked have not answered

            Evidence
              FAMILY   WHAT WAS FOUND
              payment  212 accounts share this card, 96 % unverified against 31 % of all

            What they share
              TRAIT  FAMILY   VALUES  ACCOUNTS WITH ONE AT MOST
              card   payment       1                        212

            Cohorts
              COHORT                 STATE      ACCOUNTS  UNVERIFIED  ANSWERED  LAST SEEN             SET BY
              card:0123456789abcdef  CONFIRMED       212  96 %        0 of 12   2027-01-16T08:00:00Z  assessment

            What you can do
              DO THIS                                                     TO
              weir cohort confirm --campaign c0123456789ab --reason TEXT  ask all of its accounts
              weir cohort block --campaign c0123456789ab --reason TEXT    let none of them in
              weir cohort exempt --campaign c0123456789ab --reason TEXT   leave them alone
              weir campaign export c0123456789ab --out FILE               tell another installation
            """);
  }

  @Test
  void aCampaignThatIsNotThereIsOneLine() {
    admin.answer(
        GetCampaignRequest.class,
        Status.NOT_FOUND.withDescription("no campaign has this id").asRuntimeException());

    assertThat(run("campaign", "show", "c0"))
        .isEqualTo(new Weir.Run(1, "", "weir campaign show: no campaign has this id\n"));
    assertThat(run("campaign", "shwo").err()).contains("did you mean show?");
  }

  @Test
  void cohortsAreListedOverPages() {
    admin.answer(
        ListCohortsRequest.class, ListCohortsResponse.newBuilder().addCohorts(CARD).build());

    assertThat(run("cohort", "list", "--state=confirmed", "--trait=card").out())
        .isEqualTo(
            """
              COHORT                 STATE      ACCOUNTS  UNVERIFIED  ANSWERED  LAST SEEN             SET BY
              card:0123456789abcdef  CONFIRMED       212  96 %        0 of 12   2027-01-16T08:00:00Z  assessment
            """);
    assertThat(admin.requests())
        .containsExactly(
            ListCohortsRequest.newBuilder()
                .setState(Cohort.State.CONFIRMED)
                .setTrait("card")
                .setPageSize(100)
                .build());
    admin.answer(
        ListCohortsRequest.class,
        ListCohortsResponse.newBuilder().addCohorts(CARD).setNextPageToken("t").build());
    assertThat(run("cohort", "list", "--limit=3").out())
        .endsWith("There are more: give --limit N\n");
    assertThat(admin.requests()).hasSize(4);
    assertThat(run("cohort", "list", "--state=guilty").err())
        .contains("(expected: probing, confirmed, cleared, exempt, overused, blocked)");
  }

  @Test
  void aCohortIsShownByItsValue() {
    admin.answer(
        GetCohortRequest.class,
        GetCohortResponse.newBuilder()
            .setCohort(CARD)
            .addMembers(
                CohortMember.newBuilder()
                    .setKey("00000000000000ff")
                    .setLevel(Verification.Level.EMAIL)
                    .setPrepaid(true)
                    .setRequests(10)
                    .setLastSeen(LAST))
            .build());

    assertThat(run("cohort", "show", "--trait=card", "--value=fp_1").out())
        .isEqualTo(
            """
            Cohort    card:0123456789abcdef  CONFIRMED
            Family    payment
            Accounts  212
            Seen      2027-01-15T08:00:00Z to 2027-01-16T08:00:00Z
            Set by    the assessment, 2027-01-16T08:00:00Z
            Campaign  c0123456789ab
            Evidence  212 accounts share this card, 96 % unverified against 31 % of all

            Some of its members
              MEMBER            VERIFIED  PREPAID  PROXIED  REQUESTS  LAST SEEN
              00000000000000ff  EMAIL     yes      no             10  2027-01-16T08:00:00Z
            """);
    assertThat(admin.requests())
        .containsExactly(
            GetCohortRequest.newBuilder()
                .setValue(TraitValue.newBuilder().setTrait("card").addValues("fp_1"))
                .build());
    assertThat(run("cohort", "show", "--trait=card").err())
        .isEqualTo("weir cohort show: --trait and --value belong together: give both or neither\n");
  }

  @Test
  void aCohortOfNobodyWasSeenByNobody() {
    Cohort nobody = CARD.toBuilder().setAccounts(0).setUnverifiedShare(0).build();
    admin.answer(GetCohortRequest.class, GetCohortResponse.newBuilder().setCohort(nobody).build());
    admin.answer(
        ListCohortsRequest.class, ListCohortsResponse.newBuilder().addCohorts(nobody).build());

    assertThat(run("cohort", "show", "--trait=card", "--value=fp_1").out())
        .contains("\nAccounts  0\nSeen      nobody so far\n");
    assertThat(run("cohort", "list").out())
        .contains("card:0123456789abcdef  CONFIRMED         0  -           0 of 12   -  ");
  }

  @Test
  void exactlyOneCohortIsNamed() {
    assertThat(run("cohort", "show").err())
        .isEqualTo("weir cohort show: which one? give COHORT_ID, or --trait and --value\n");
    assertThat(run("cohort", "block", "--reason=x").err())
        .isEqualTo(
            "weir cohort block: which one? give COHORT_ID, or --trait and --value, or"
                + " --campaign\n");
    assertThat(run("cohort", "block", "card:0123456789abcdef", "--campaign=c1", "--reason=x").err())
        .isEqualTo(
            "weir cohort block: give only one: COHORT_ID, or --trait and --value, or --campaign\n");
    assertThat(run("cohort", "block", "c0123456789ab", "--reason=x").err())
        .startsWith("weir cohort block: COHORT_ID: c0123456789ab (expected: TRAIT:HASH, as 'weir")
        .contains("--campaign");
    assertThat(admin.requests()).isEmpty();
  }

  @Test
  void anOperatorActsOnACampaign() {
    admin.answer(
        SetCohortDispositionRequest.class,
        SetCohortDispositionResponse.newBuilder()
            .addCohorts(CARD.toBuilder().setState(Cohort.State.BLOCKED))
            .addLeftOut(
                Cohort.newBuilder()
                    .setCohortId("address_prefix:00000000000000aa")
                    .setState(Cohort.State.PROBING))
            .build());

    assertThat(run("cohort", "block", "--campaign=c0123456789ab", "--reason=ticket 41").out())
        .isEqualTo(
            """
            card:0123456789abcdef is now BLOCKED
            address_prefix:00000000000000aa stays PROBING: bystanders share it, too
            """);
    assertThat(admin.requests())
        .containsExactly(
            SetCohortDispositionRequest.newBuilder()
                .setCampaignId("c0123456789ab")
                .setDisposition(Disposition.BLOCK)
                .setOperator("alice")
                .setReason("ticket 41")
                .build());
  }

  @Test
  void everyDispositionHasACommandWithAReason() {
    for (String name : List.of("exempt", "confirm", "block", "release")) {
      assertThat(run("cohort", name, "card:0123456789abcdef").err())
          .contains("Missing required option: '--reason");
      assertThat(run("cohort", name, "--help").out()).contains("weir cohort " + name + " card:");
      assertThat(run("cohort", name, "card:0123456789abcdef", "--reason=x").exitCode()).isZero();
    }
    assertThat(admin.requests())
        .extracting(request -> ((SetCohortDispositionRequest) request).getDisposition())
        .containsExactly(
            Disposition.EXEMPT, Disposition.CONFIRM, Disposition.BLOCK, Disposition.RELEASE);
    assertThat(admin.run("cohort", "block", "card:0123456789abcdef", "--reason=x").err())
        .isEqualTo("weir cohort block: no operator: give --operator NAME, or set USER\n");
  }

  @Test
  void anExportIsWrittenToAFile(@TempDir Path folder) throws IOException {
    admin.answer(
        ExportIndicatorsRequest.class,
        ExportIndicatorsResponse.newBuilder()
            .setBundle("a.b.c")
            .setIndicators(3)
            .setLeftOut(1)
            .setExpiresAt(LAST)
            .build());
    Path file = folder.resolve("bundle");

    assertThat(run("campaign", "export", "c0123456789ab", "--out", file.toString()).out())
        .isEqualTo(
            "Wrote 3 indicators to "
                + file
                + ", good until 2027-01-16T08:00:00Z\n"
                + "Left out 1 cohort whose values say nothing elsewhere\n");
    assertThat(file).hasContent("a.b.c\n");
    assertThat(run("campaign", "export", "--all", "--out", "-").out()).isEqualTo("a.b.c\n");
    assertThat(run("campaign", "export", "--out", "-").err())
        .isEqualTo("weir campaign export: which ones? give a CAMPAIGN_ID or --all\n");
    assertThat(Files.exists(folder.resolve("-"))).isFalse();
  }

  @Test
  void anImportSaysWhatItDid() {
    admin.answer(
        ImportIndicatorsRequest.class,
        ImportIndicatorsResponse.newBuilder()
            .setIssuer("provider-a")
            .setIndicators(5)
            .setConfirmed(1)
            .setProbing(2)
            .addSkipped(Skipped.newBuilder().setReason("already exempt here").setIndicators(2))
            .build());

    assertThat(
            admin
                .run(
                    new Weir().with("USER", "alice").input("a.b.c\n"),
                    "campaign",
                    "import",
                    "-",
                    "--confirm",
                    "--reason=shared")
                .out())
        .isEqualTo(
            """
            Imported from provider-a: 5 indicators, 1 confirmed, 2 probed

            Left as they are
              INDICATORS  WHY
                       2  already exempt here
            """);
    assertThat(admin.requests())
        .containsExactly(
            ImportIndicatorsRequest.newBuilder()
                .setBundle("a.b.c")
                .setConfirm(true)
                .setOperator("alice")
                .setReason("shared")
                .build());
  }

  @Test
  void anImportOfWhatIsNoBundleNamesTheFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "no bundle");
    admin.answer(ImportIndicatorsRequest.class, refusal("BUNDLE_MALFORMED", "not a bundle"));
    assertThat(run("campaign", "import", file.toString(), "--reason=shared"))
        .isEqualTo(new Weir.Run(2, "", "weir campaign import: " + file + ": not a bundle\n"));

    admin.answer(ImportIndicatorsRequest.class, refusal("INVALID_FIELD", "reason: too long"));
    assertThat(run("campaign", "import", file.toString(), "--reason=shared").err())
        .as("where it is not the file that is wrong")
        .isEqualTo("weir campaign import: reason: too long\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "0", "-1", "1.5", "2147483648"})
  void aLimitIsAtLeastOne(String limit) {
    assertThat(run("cohort", "list", "--limit=" + limit))
        .isEqualTo(
            new Weir.Run(
                2,
                "",
                "weir cohort list: Invalid value for option '--limit': "
                    + limit
                    + " (expected: a whole number from 1 to 2147483647); see 'weir cohort list"
                    + " --help'\n"));
    assertThat(admin.requests()).isEmpty();
  }

  private static StatusRuntimeException refusal(String reason, String words) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.INVALID_ARGUMENT.value())
            .setMessage(words)
            .addDetails(Any.pack(ErrorInfo.newBuilder().setReason(reason).build()))
            .build());
  }

  private Weir.Run run(String... arguments) {
    return admin.run(new Weir().with("USER", "alice"), arguments);
  }
}
