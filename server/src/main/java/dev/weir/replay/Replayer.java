package dev.weir.replay;

import dev.weir.decision.Decision;
import dev.weir.decision.Policy;
import dev.weir.replay.ReplayReport.CandidateResult;
import dev.weir.replay.TraceLine.AccountPushed;
import dev.weir.replay.TraceLine.Broken;
import dev.weir.replay.TraceLine.Checked;
import dev.weir.replay.TraceLine.Event;
import dev.weir.replay.TraceLine.Reported;
import dev.weir.replay.TraceLine.ScorePushed;
import dev.weir.replay.TraceReader.Batch;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Replays one trace through one policy, or through two side by side that each have state of their
 * own. What was read of the trace decides everything: the same trace and policies give the same
 * report, but for how long it took. For one replay; not thread-safe.
 */
final class Replayer {
  private final VirtualClock clock = new VirtualClock();
  private final PolicyRun active;
  private final Optional<PolicyRun> candidate;
  private final List<PolicyRun> runs;
  private final Transitions transitions = new Transitions();
  private final ReplayProgress progress;
  private final LongSupplier ticker;
  private long checks;
  private long badLines;

  /**
   * Creates a replay.
   *
   * @param candidate a policy to compare with {@code active}
   * @param ticker a monotonic clock in nanoseconds, for how long the replay takes
   */
  Replayer(
      Policy active,
      Optional<? extends Policy> candidate,
      ReplayProgress progress,
      LongSupplier ticker) {
    this.active = new PolicyRun(active, clock);
    this.candidate = candidate.map(policy -> new PolicyRun(policy, clock));
    this.runs = Stream.concat(Stream.of(this.active), this.candidate.stream()).toList();
    this.progress = progress;
    this.ticker = ticker;
  }

  /**
   * Replays a trace to its end, or as far as it can be read, and closes it. Ends this replay.
   *
   * @throws InterruptedIOException where the thread is interrupted
   */
  ReplayReport replay(TraceInput trace) throws InterruptedIOException {
    long startedAt = ticker.getAsLong();
    Optional<String> cut = Optional.empty();
    try (TraceReader reader = TraceReader.start(trace)) {
      for (Batch batch = reader.next(); !batch.isEnd(); batch = reader.next()) {
        batch.lines().forEach(this::play);
        progress.read(batch.bytesRead());
      }
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      cut = Optional.of(String.valueOf(e.getMessage()));
    } finally {
      runs.forEach(PolicyRun::close);
    }
    return report(ticker.getAsLong() - startedAt, cut);
  }

  private void play(TraceLine line) {
    switch (line) {
      case Broken broken -> {
        badLines++;
        progress.broken(broken);
      }
      case Event event -> {
        long now = clock.advance(event.at());
        runs.forEach(run -> run.advance(now));
        switch (event) {
          case AccountPushed account -> runs.forEach(run -> run.push(account));
          case ScorePushed score -> runs.forEach(run -> run.push(score));
          case Checked check -> check(check, now);
          case Reported report -> runs.forEach(run -> run.report(report, now));
        }
      }
    }
  }

  private void check(Checked check, long now) {
    checks++;
    Decision decision = active.check(check, now);
    candidate.ifPresent(other -> transitions.add(decision, other.check(check, now)));
  }

  private ReplayReport report(long nanos, Optional<String> cut) {
    return new ReplayReport(
        checks,
        Math.round(nanos / 1e6) / 1e3,
        Math.round(checks / Math.max(nanos / 1e9, 1e-9)),
        active.tally().verdicts(),
        active.tally().groups(),
        badLines,
        active.policy().version(),
        candidate.map(
            run ->
                new CandidateResult(
                    run.policy().version(), run.tally().verdicts(), run.tally().groups())),
        candidate.map(run -> transitions.all()),
        cut);
  }
}
