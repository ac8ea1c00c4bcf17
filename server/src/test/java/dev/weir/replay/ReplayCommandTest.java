package dev.weir.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Environment;
import dev.weir.cli.WeirCommand;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ReplayCommandTest {
  private static final String POLICY =
      """
      apiVersion: weir.dev/v1
      name: %s
      limits:
        - {name: requests, by: account, measure: requests, window: 1m, max: %d}
      rules:
        - {name: over_limit, when: limits.exceeded, verdict: deny, code: RATE_LIMITED}
      """;

  @TempDir private Path folder;
  private Path trace;
  private String input = "";

  @BeforeEach
  void writeTrace() throws IOException {
    Trace lines = new Trace();
    for (int i = 0; i < 4; i++) {
      lines.check("a", "'campaign':'c','class':'pool'").check("b");
    }
    trace = Files.writeString(folder.resolve("trace.jsonl"), lines.text());
  }

  @Test
  void printsATableForPeople() throws IOException {
    Run run = run(trace.toString(), "--policy", policy("strict", 3).toString());
    assertThat(run.exitCode).isZero();
    assertThat(run.err).isEmpty();
    assertThat(run.out.lines().map(line -> line.replaceAll("@[0-9a-f]{12}", "@DIGEST")))
        .containsExactly(
            "8 checks in 2.00 s: 4 a second",
            "",
            "Policy strict@DIGEST",
            "  verdict    checks      %",
            "  ALLOW           6  75.00",
            "  CHALLENGE       0   0.00",
            "  DENY            2  25.00",
            "",
            "  campaign  class  accounts  ever challenged  ever denied  checks  allowed  challenged"
                + "  denied  leaked %  before half stopped",
            "  -         -             1                0            1       4        3           0"
                + "       1         -                    -",
            "  c         pool          1                0            1       4        3           0"
                + "       1     75.00                    3");
  }

  @Test
  void comparesACandidate() throws IOException {
    Run run =
        run(
            trace.toString(),
            "--policy",
            policy("strict", 3).toString(),
            "--policy",
            policy("lax", 9).toString());
    assertThat(run.out.lines())
        .containsSequence(
            "Decided otherwise by the candidate",
            "  from  by rule     to     by rule  checks",
            "  DENY  over_limit  ALLOW                2",
            "  6 checks decided alike");
  }

  @Test
  void writesAndPrintsTheReportAsJson() throws IOException {
    Path report = folder.resolve("report.json");
    Run run = run(trace.toString(), "--json", "--report", report.toString());
    assertThat(run.out).startsWith("{\"checks\":8,").endsWith("\"}" + System.lineSeparator());
    assertThat(report).hasContent(run.out);
  }

  @Test
  void readsStandardInput() throws IOException {
    input = Files.readString(trace);
    assertThat(run("-").out).startsWith("8 checks");
  }

  @Test
  void repeatsFromNothing() throws IOException {
    String policy = policy("strict", 3).toString();
    assertThat(run(trace.toString(), "--policy", policy, "--repeat", "3").out)
        .isEqualTo(run(trace.toString(), "--policy", policy).out);
  }

  @Test
  void namesTheFirstBrokenLinesAndCountsTheRest() throws IOException {
    Path broken = Files.writeString(folder.resolve("b.jsonl"), "oops\n".repeat(23));
    Run run = run(broken.toString());
    assertThat(run.exitCode).isZero();
    assertThat(run.err.lines()).hasSize(21);
    assertThat(run.err.lines().findFirst().orElseThrow())
        .startsWith("line 1: not JSON at column 1: Unrecognized token 'oops'");
    assertThat(run.err)
        .endsWith("and 3 more lines that cannot be replayed" + System.lineSeparator());
    assertThat(run.out.lines()).contains("23 lines could not be replayed");
  }

  @Test
  void reportsWhatItCouldReadOfATraceThatIsCut() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(Files.readAllBytes(trace));
      gzip.flush();
    }
    // Without the last byte of the trailer: everything is there, and nobody can know.
    byte[] cut = Arrays.copyOf(packed.toByteArray(), packed.size() - 1);
    Path file = Files.write(folder.resolve("cut.jsonl.gz"), cut);
    Path report = folder.resolve("report.json");

    Run run = run(file.toString(), "--report", report.toString());

    assertThat(run.exitCode).isEqualTo(1);
    assertThat(run.out).startsWith("8 checks in ");
    assertThat(run.err)
        .isEqualTo(
            "replay: "
                + file
                + ": after line 8: its gzip data ends too early; the report is of what could"
                + " be read\n");
    assertThat(report).content().contains("\"checks\":8,", "\"cut\":\"after line 8: ");
  }

  @Test
  void complainsInOneLine() throws IOException {
    Path plain = Files.writeString(folder.resolve("t.jsonl.gz"), "{}");
    String missing = folder.resolve("missing").toString();
    complains("replay: " + missing + ": no such file", missing);
    complains("replay: " + plain + ": not gzip, although its name says so", plain.toString());
    complains(
        "replay: --report " + missing + "/r.json: no such folder: " + missing,
        trace.toString(),
        "--report",
        missing + "/r.json");
    complains(
        "replay: --report " + folder + ": a folder (expected: a file)",
        trace.toString(),
        "--report",
        folder.toString());
    complains("replay: --repeat: 0 (expected: at least 1)", trace.toString(), "--repeat", "0");
    complains(
        "replay: --repeat: standard input can be read only once; give a file", "-", "--repeat=2");
    complains(
        "replay: " + missing + ":1:1: error: no such file", trace.toString(), "--policy", missing);
    String policy = policy("one", 1).toString();
    complains(
        "replay: 3 policies (expected: one, and perhaps one to compare it with)",
        trace.toString(),
        "--policy=" + policy,
        "--policy=" + policy,
        "--policy=" + policy);
  }

  @Test
  void namesEveryProblemOfAPolicy() throws IOException {
    Path policy =
        Files.writeString(
            folder.resolve("bad.yaml"),
            POLICY.formatted("bad", 1).replace("deny", "refuse").replace("account", "acount"));
    Run run = run(trace.toString(), "--policy", policy.toString());
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.out).isEmpty();
    assertThat(run.err.lines().filter(line -> line.startsWith(policy + ":"))).hasSize(2);
    assertThat(run.err.lines().toList().getLast())
        .isEqualTo("replay: " + policy + ": 2 problems; nothing was replayed");
  }

  private void complains(String message, String... arguments) {
    Run run = run(arguments);
    assertThat(run.exitCode).isEqualTo(2);
    assertThat(run.out).isEmpty();
    assertThat(run.err).isEqualTo(message + System.lineSeparator());
  }

  private Path policy(String name, int max) throws IOException {
    return Files.writeString(folder.resolve(name + ".yaml"), POLICY.formatted(name, max));
  }

  private Run run(String... arguments) {
    Environment environment =
        new Environment(
            Map.of(),
            folder,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
            false);
    long[] ticks = {0};
    CommandLine weir =
        WeirCommand.configure(
            new CommandLine(new ReplayCommand(environment, () -> 2_000_000_000L * ticks[0]++)));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    weir.setOut(new PrintWriter(out, true));
    weir.setErr(new PrintWriter(err, true));
    int exitCode = weir.execute(arguments);
    return new Run(exitCode, out.toString(), err.toString());
  }

  private record Run(int exitCode, String out, String err) {}
}
