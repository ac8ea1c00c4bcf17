package dev.weir.cli;

import dev.weir.v1.Account;
import dev.weir.v1.AccountServiceGrpc;
import dev.weir.v1.DeleteAccountRequest;
import dev.weir.v1.DeleteAccountResponse;
import dev.weir.v1.GetAccountRequest;
import dev.weir.v1.PutAccountRequest;
import dev.weir.v1.PutAccountResponse;
import dev.weir.v1.Verification;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds the commands about accounts. */
@Command(
    name = "account",
    description = "Show, create and import accounts.",
    footer = {"", "Example:", "  weir account get a1"})
final class AccountCommand extends Group {

  static CommandLine create(Environment environment) {
    return new CommandLine(new AccountCommand())
        .addSubcommand(new Put(environment))
        .addSubcommand(new Get(environment))
        .addSubcommand(new Delete(environment))
        .addSubcommand(new AccountImportCommand(environment));
  }

  /** Creates or replaces one account. */
  @Command(
      name = "put",
      description = "Create or replace one account. What is not given is empty afterwards.",
      footer = {
        "",
        "Examples:",
        "  weir account put a1 --org o1 --tier build --level payment --method card",
        "  weir account get a1 --json | jq '.tier=\"scale\"' | weir account put --from-json -"
      })
  static final class Put extends AdminCommand {
    @Mixin private final AccountFlags flags = new AccountFlags();

    @Option(
        names = "--from-json",
        paramLabel = "FILE",
        description =
            "Read the account as JSON from FILE, or from standard input with -. Flags override its"
                + " fields.")
    private Optional<String> fromJson = Optional.empty();

    Put(Environment environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      Account.Builder account = Account.newBuilder();
      fromJson.ifPresent(file -> Sources.mergeJson(file, environment, account));
      flags.apply(account);
      if (account.getAccountId().isEmpty()) {
        throw CommandFailure.usage("no account: give its id, or account_id in --from-json");
      }
      PutAccountRequest request = PutAccountRequest.newBuilder().setAccount(account).build();
      PutAccountResponse response =
          admin.call(AccountServiceGrpc::newBlockingStub, stub -> stub.putAccount(request));
      return show(response, stored -> output.line("Stored account " + account.getAccountId()));
    }
  }

  /** Shows one account. */
  @Command(
      name = "get",
      description = "Show one account.",
      footer = {"", "Example:", "  weir account get a1 --json"})
  static final class Get extends AdminCommand {
    @Parameters(paramLabel = "ACCOUNT_ID", description = "The account.")
    @SuppressWarnings("NullAway.Init")
    private String accountId;

    Get(Environment environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      GetAccountRequest request = GetAccountRequest.newBuilder().setAccountId(accountId).build();
      Account account =
          admin.call(AccountServiceGrpc::newBlockingStub, stub -> stub.getAccount(request));
      return show(account, this::print);
    }

    private void print(Account account) {
      output.line("Account       " + account.getAccountId() + "  " + account.getStatus());
      field("Organization", account.getOrganizationId());
      field("Tier", account.getTier());
      field("Programme", account.getProgramme());
      field("Verification", verification(account.getVerification()));
      field("Payment", payment(account));
      field("Signed up", signup(account));
      field("Created", Text.time(account.hasCreatedAt(), account.getCreatedAt(), ""));
      field("Tags", String.join(", ", account.getTagsList()));
    }

    private void field(String name, String value) {
      if (!value.isEmpty()) {
        output.line(name + " ".repeat(14 - name.length()) + value);
      }
    }

    private static String verification(Verification held) {
      String method = held.getMethod().isEmpty() ? "" : " by " + held.getMethod();
      String since = held.hasVerifiedAt() ? " at " + Text.time(true, held.getVerifiedAt(), "") : "";
      String until =
          held.hasExpiresAt() ? " until " + Text.time(true, held.getExpiresAt(), "") : "";
      return held.getLevel() + method + since + until;
    }

    private static String payment(Account account) {
      if (!account.hasPayment()) {
        return "";
      }
      String prepaid = account.getPayment().getPrepaid() ? "prepaid " : "";
      return (prepaid
              + account.getPayment().getFingerprint()
              + " "
              + account.getPayment().getCountry())
          .strip();
    }

    private static String signup(Account account) {
      return String.join(
              " ",
              account.getSignup().getIp(),
              account.getSignup().getDeviceId(),
              account.getSignup().getEmailDomain())
          .strip()
          .replaceAll(" +", " ");
    }
  }

  /** Forgets one account. */
  @Command(
      name = "delete",
      description = "Forget one account and its risk scores. An unknown account is no error.",
      footer = {"", "Example:", "  weir account delete a1"})
  static final class Delete extends AdminCommand {
    @Parameters(paramLabel = "ACCOUNT_ID", description = "The account.")
    @SuppressWarnings("NullAway.Init")
    private String accountId;

    Delete(Environment environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      DeleteAccountRequest request =
          DeleteAccountRequest.newBuilder().setAccountId(accountId).build();
      DeleteAccountResponse response =
          admin.call(AccountServiceGrpc::newBlockingStub, stub -> stub.deleteAccount(request));
      return show(response, deleted -> output.line("Deleted account " + accountId));
    }
  }
}
