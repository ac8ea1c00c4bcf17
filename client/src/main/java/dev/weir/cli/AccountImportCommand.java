package dev.weir.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.v1.Account;
import dev.weir.v1.AccountServiceGrpc;
import dev.weir.v1.BatchPutAccountsRequest;
import dev.weir.v1.BatchPutAccountsResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stores many accounts, from lines of JSON, over one stream. */
@Command(
    name = "import",
    description = {
      "Create or replace many accounts: one JSON object a line, as 'weir account get --json' prints"
          + " it.",
      "A line that is not valid is named on standard error, and the others are stored."
    },
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0  every account was stored",
      "  1  some were not, or Weir failed       2  usage       3  Weir cannot be reached",
      "",
      "Examples:",
      "  weir account import accounts.jsonl",
      "  zcat accounts.jsonl.gz | weir account import - --json"
    })
final class AccountImportCommand extends AdminCommand {
  @Parameters(
      paramLabel = "FILE",
      description = "JSON lines, each an account; - for standard input.")
  @SuppressWarnings("NullAway.Init")
  private String file;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "500",
      description = "Accounts in one message of the stream, 1 to 10000. Default: ${DEFAULT-VALUE}.")
  private int batch;

  AccountImportCommand(Environment environment) {
    super(environment);
  }

  @Override
  public Integer call() {
    if (batch < 1 || batch > 10_000) {
      throw CommandFailure.usage("--batch: " + batch + " (expected: 1 to 10000)");
    }
    ImportedLines lines = new ImportedLines(output.err());
    BatchPutAccountsResponse stored =
        admin.call(
            channel ->
                transfer(
                    AccountUpload.start(AccountServiceGrpc.newStub(channel), admin.timeout()),
                    lines));
    lines.complain(stored);
    BatchPutAccountsResponse total = lines.total(stored);
    if (output.isJson()) {
      output.json(total);
    } else {
      output.line(
          "Stored "
              + Text.plural(total.getStored(), "account")
              + ", rejected "
              + Text.number(total.getRejected()));
    }
    return total.getRejected() == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }

  private BatchPutAccountsResponse transfer(AccountUpload upload, ImportedLines lines) {
    try (InputStream in = Sources.open(file, environment);
        Progress progress = Progress.ofBytes(environment, "Importing", size())) {
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      BatchPutAccountsRequest.Builder next = BatchPutAccountsRequest.newBuilder();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        progress.add(line.length() + 1L);
        Account.Builder account = Account.newBuilder();
        try {
          if (lines.begin(line)) {
            Sources.parse(line, account);
            lines.sent();
            next.addAccounts(account);
          }
        } catch (InvalidProtocolBufferException e) {
          lines.broken(Sources.problem(e, account));
        }
        if (next.getAccountsCount() == batch) {
          upload.send(next.build());
          next.clear();
        }
      }
      if (next.getAccountsCount() > 0) {
        upload.send(next.build());
      }
    } catch (IOException e) {
      upload.cancel();
      throw Sources.unreadable(file, e);
    }
    return upload.finish();
  }

  private long size() throws IOException {
    return file.equals("-") ? -1 : Files.size(Path.of(file));
  }
}
