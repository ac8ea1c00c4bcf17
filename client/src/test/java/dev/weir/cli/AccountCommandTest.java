package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.weir.v1.Account;
import dev.weir.v1.BatchPutAccountsRequest;
import dev.weir.v1.BatchPutAccountsResponse;
import dev.weir.v1.DeleteAccountRequest;
import dev.weir.v1.GetAccountRequest;
import dev.weir.v1.PaymentInstrument;
import dev.weir.v1.PutAccountRequest;
import dev.weir.v1.Rejection;
import dev.weir.v1.Signup;
import dev.weir.v1.Verification;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountCommandTest {
  @AutoClose private final FakeAdmin admin = FakeAdmin.start();

  private static Account account() {
    try {
      return Account.newBuilder()
          .setAccountId("a1")
          .setOrganizationId("o1")
          .setStatus(Account.Status.SUSPENDED)
          .setTier("build")
          .setProgramme("research")
          .setVerification(
              Verification.newBuilder()
                  .setLevel(Verification.Level.PAYMENT)
                  .setMethod("card")
                  .setIdentityHash("h1")
                  .setVerifiedAt(Timestamps.parse("2026-10-01T00:00:00Z"))
                  .setExpiresAt(Timestamps.parse("2027-10-01T12:30:00Z")))
          .setPayment(
              PaymentInstrument.newBuilder().setFingerprint("f1").setPrepaid(true).setCountry("DE"))
          .setSignup(
              Signup.newBuilder()
                  .setIp("203.0.113.7")
                  .setDeviceId("d1")
                  .setEmailDomain("example.org"))
          .setCreatedAt(Timestamps.parse("2026-09-01T00:00:00Z"))
          .addTags("x")
          .addTags("y")
          .build();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void putSetsEveryFieldByItsFlag() {
    Weir.Run run =
        admin.run(
            "account",
            "put",
            "a1",
            "--org=o1",
            "--status=suspended",
            "--tier=build",
            "--programme=research",
            "--level=payment",
            "--method=card",
            "--identity-hash=h1",
            "--verified-at=2026-10-01",
            "--verification-expires-at=2027-10-01T12:30:00Z",
            "--payment-fingerprint=f1",
            "--prepaid",
            "--payment-country=DE",
            "--signup-ip=203.0.113.7",
            "--signup-device=d1",
            "--email-domain=example.org",
            "--created-at=2026-09-01",
            "--tag=x",
            "--tag=y");

    assertThat(run).isEqualTo(new Weir.Run(0, "Stored account a1\n", ""));
    assertThat(admin.requests())
        .containsExactly(PutAccountRequest.newBuilder().setAccount(account()).build());
  }

  @Test
  void whatGetPrintsAsJsonPutReads() {
    admin.answer(GetAccountRequest.class, account());
    String json = admin.run("account", "get", "a1", "--json").out();

    Weir.Run run =
        admin.run(new Weir().input(json), "account", "put", "--from-json", "-", "--tier", "scale");

    assertThat(run.exitCode()).isZero();
    assertThat(admin.requests())
        .containsExactly(
            GetAccountRequest.newBuilder().setAccountId("a1").build(),
            PutAccountRequest.newBuilder()
                .setAccount(account().toBuilder().setTier("scale"))
                .build());
  }

  @Test
  void getShowsWhatIsKnown() {
    admin.answer(GetAccountRequest.class, account());

    assertThat(admin.run("account", "get", "a1"))
        .isEqualTo(
            new Weir.Run(
                0,
                """
                Account       a1  SUSPENDED
                Organization  o1
                Tier          build
                Programme     research
                Verification  PAYMENT by card at 2026-10-01T00:00:00Z until 2027-10-01T12:30:00Z
                Payment       prepaid f1 DE
                Signed up     203.0.113.7 d1 example.org
                Created       2026-09-01T00:00:00Z
                Tags          x, y
                """,
                ""));
  }

  @Test
  void anAccountThatIsNotKnownExitsWith1() {
    admin.answer(
        GetAccountRequest.class,
        Status.NOT_FOUND.withDescription("account_id: \"a9\" is not known").asRuntimeException());

    assertThat(admin.run("account", "get", "a9"))
        .isEqualTo(new Weir.Run(1, "", "weir account get: account_id: \"a9\" is not known\n"));
  }

  @Test
  void deleteSaysSo() {
    assertThat(admin.run("account", "delete", "a1"))
        .isEqualTo(new Weir.Run(0, "Deleted account a1\n", ""));
    assertThat(admin.requests())
        .containsExactly(DeleteAccountRequest.newBuilder().setAccountId("a1").build());
  }

  @Test
  void aLevelThatIsNoneIsAnsweredWithTheLevelsThereAre() {
    Weir.Run run = admin.run("account", "put", "a1", "--level", "gold");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("'--level'")
        .contains("gold (expected: none, email, phone, payment, identity, organization)");
  }

  @Test
  void importStoresEveryLineInBatches(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("accounts.jsonl"),
            IntStream.range(0, 25)
                .mapToObj(i -> "{\"account_id\":\"a" + i + "\"}\n")
                .collect(Collectors.joining()));

    Weir.Run run = admin.run("account", "import", file.toString(), "--batch", "10");

    assertThat(run).isEqualTo(new Weir.Run(0, "Stored 25 accounts, rejected 0\n", ""));
    assertThat(admin.requests())
        .singleElement()
        .isInstanceOfSatisfying(
            BatchPutAccountsRequest.class,
            all ->
                assertThat(all.getAccountsList())
                    .extracting(Account::getAccountId)
                    .containsExactlyElementsOf(
                        IntStream.range(0, 25).mapToObj(i -> "a" + i).toList()));
  }

  @Test
  void importNamesBrokenAndRejectedLinesAndStoresTheRest() {
    admin.answer(
        BatchPutAccountsRequest.class,
        BatchPutAccountsResponse.newBuilder()
            .setStored(1)
            .setRejected(1)
            .addRejections(
                Rejection.newBuilder()
                    .setIndex(1)
                    .setId("a3")
                    .setField("signup.ip")
                    .setMessage("\"x\" (expected: an IP literal)"))
            .build());
    String lines =
        """
        {"account_id":"a1"}

        {"account_id":"a2",
        {"account_id":"a3","signup":{"ip":"x"}}
        {"acount_id":"a4"}
        """;

    Weir.Run run = admin.run(new Weir().input(lines), "account", "import", "-");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("Stored 1 account, rejected 3\n");
    assertThat(run.err().lines()).hasSize(3);
    assertThat(run.err().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("line 3: not an Account as JSON: "),
            line -> assertThat(line).startsWith("line 5: ").contains("acount_id"),
            line ->
                assertThat(line)
                    .isEqualTo("line 4: a3: signup.ip: \"x\" (expected: an IP literal)"));
  }

  @Test
  void importAsJsonCountsBrokenLinesAsRejected() {
    Weir.Run run =
        admin.run(
            new Weir().input("nonsense\n{\"account_id\":\"a1\"}"),
            "account",
            "import",
            "-",
            "--json");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("{\"stored\":\"1\",\"rejected\":\"1\",\"rejections\":[]}\n");
  }

  @Test
  void importOfAFileThatIsNotThereStoresNothing() {
    Weir.Run run = admin.run("account", "import", "/no/such.jsonl");

    assertThat(run)
        .isEqualTo(new Weir.Run(2, "", "weir account import: /no/such.jsonl: no such file\n"));
  }

  @Test
  void importSaysWhyTheServerEndedIt() {
    admin.answer(
        BatchPutAccountsRequest.class,
        Status.RESOURCE_EXHAUSTED.withDescription("the store is full").asRuntimeException());

    Weir.Run run = admin.run(new Weir().input("{\"account_id\":\"a1\"}"), "account", "import", "-");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("RESOURCE_EXHAUSTED").contains("the store is full");
  }
}
