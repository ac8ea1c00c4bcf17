package dev.weir.replay;

import dev.weir.decision.Policy;
import dev.weir.policy.PolicyCompiler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a trace, line by line, on a time that moves on as it is told, and replays it. */
final class Trace {
  private static final Instant START = Instant.parse("2026-05-01T00:00:00Z");

  private final StringBuilder lines = new StringBuilder();
  private Duration time = Duration.ZERO;
  private int requests;

  /** Moves to a time since the trace's begin. */
  Trace at(Duration since) {
    time = since;
    return this;
  }

  Trace account(String id, String level) {
    return line(
        "'account':{'account_id':'%s','tier':'start','verification':{'level':'%s'}}"
            .formatted(id, level));
  }

  Trace risk(String id, double score) {
    return line("'risk':{'account_id':'%s','source':'test','score':%s}".formatted(id, score));
  }

  Trace check(String account) {
    return check(account, "");
  }

  /** Adds a check; {@code truth} is the inside of an object, or empty for none. */
  Trace check(String account, String truth) {
    requests++;
    return line(
        "'check':{'request_id':'r%d','principal':{'account_id':'%s'},'operation':{'input_tokens':10}}"
                .formatted(requests, account)
            + (truth.isEmpty() ? "" : ",'truth':{" + truth + "}"));
  }

  Trace report(int request, int inputTokens) {
    return line("'report':{'request_id':'r%d','input_tokens':%d}".formatted(request, inputTokens));
  }

  Trace raw(String line) {
    lines.append(line).append('\n');
    return this;
  }

  private Trace line(String event) {
    return raw(("{'at':'" + START.plus(time) + "'," + event + "}").replace('\'', '"'));
  }

  String text() {
    return lines.toString();
  }

  ReplayReport replay(String policy) throws IOException {
    return replay(policy, Optional.empty(), new ArrayList<>());
  }

  ReplayReport replay(String policy, String candidate) throws IOException {
    return replay(policy, Optional.of(candidate), new ArrayList<>());
  }

  /** Replays the trace; takes two seconds by the replay's ticker. */
  ReplayReport replay(String policy, Optional<String> candidate, List<TraceLine.Broken> broken)
      throws IOException {
    ReplayProgress progress =
        new ReplayProgress() {
          @Override
          public void broken(TraceLine.Broken line) {
            broken.add(line);
          }
        };
    long[] ticks = {0};
    return new Replayer(
            compile(policy),
            candidate.map(Trace::compile),
            progress,
            () -> 2_000_000_000L * ticks[0]++)
        .replay(TraceInput.of(new ByteArrayInputStream(text().getBytes(StandardCharsets.UTF_8))));
  }

  static Policy compile(String rules) {
    return PolicyCompiler.compile(
            "test.yaml", "apiVersion: weir.dev/v1\nname: test\ntiers: [start]\n" + rules)
        .policy()
        .orElseThrow();
  }
}
