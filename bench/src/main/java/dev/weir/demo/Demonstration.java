package dev.weir.demo;

import dev.weir.cli.CommandFailure;
import dev.weir.demo.DemoReport.GroupResult;
import dev.weir.demo.Tally.Group;
import dev.weir.policy.Policies;
import dev.weir.simulate.SimulatedTrace;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Puts a trace to two servers at once: one with the policy that Weir ships, one with its limits
 * alone. Plays the trace's own time in small steps: what happens within one is under way together.
 * The servers need not be at the same step. For one trace and one thread, which reads the trace
 * while two others play it.
 */
final class Demonstration implements AutoCloseable {
  /** As often as cohorts are judged, and short against the minute of the shortest limit. */
  private static final long STEP_MILLIS = TimeUnit.SECONDS.toMillis(5);

  /** So that memory, and what is under way, are bounded. */
  private static final int MOST_IN_STEP = 512;

  /** How far the trace is read ahead of the slower server. */
  private static final int MOST_STEPS_AHEAD = 64;

  private final SimulatedTrace trace;
  private final ServerRun limits;
  private final ServerRun weir;
  private final List<ServerRun> runs;
  private final Queue<CompletableFuture<Void>> ahead = new ArrayDeque<>();
  private final List<Event> step = new ArrayList<>();
  private long stepAt;

  private Demonstration(SimulatedTrace trace, ServerRun limits, ServerRun weir) {
    this.trace = trace;
    this.limits = limits;
    this.weir = weir;
    this.runs = List.of(limits, weir);
  }

  /**
   * Starts the servers.
   *
   * @throws IOException where one cannot be started; the other one is closed
   */
  static Demonstration start(SimulatedTrace trace) throws IOException {
    String policy = Policies.defaultYaml();
    ServerRun limits = ServerRun.start(LimitsAlone.of(policy), trace.start());
    try {
      return new Demonstration(trace, limits, ServerRun.start(policy, trace.start()));
    } catch (IOException | RuntimeException e) {
      limits.close();
      throw e;
    }
  }

  /**
   * Plays the trace to its end.
   *
   * @param progress is told, from time to time, how many milliseconds of the trace have passed
   *     since it was told before
   * @throws IOException where the trace cannot be read
   */
  void play(LongConsumer progress) throws IOException {
    trace.write(new EventReader(this::take), progress);
    endStep();
    while (!ahead.isEmpty()) {
      awaitStep();
    }
  }

  /** Returns the server that has limits alone. */
  ServerRun limits() {
    return limits;
  }

  /** Returns the server that has the whole policy. */
  ServerRun weir() {
    return weir;
  }

  /** Returns what became of each group: campaigns first, by their names. */
  List<GroupResult> groups() {
    return weir.tally().groups().stream()
        .sorted(
            Comparator.comparing((Group group) -> group.campaign().isEmpty())
                .thenComparing(Group::campaign)
                .thenComparing(Group::callerClass))
        .map(this::result)
        .toList();
  }

  @Override
  public void close() {
    runs.forEach(ServerRun::close);
  }

  private GroupResult result(Group group) {
    DemoReport.Outcome outcome = weir.tally().outcome(group);
    return new GroupResult(
        group.campaign(),
        group.callerClass(),
        weir.tally().accounts(group),
        outcome.allowed() + outcome.stopped(),
        limits.tally().outcome(group),
        outcome);
  }

  private void take(Event event) {
    boolean full = step.size() == MOST_IN_STEP || event.at() >= stepAt + STEP_MILLIS;
    if (full && !step.isEmpty()) {
      endStep();
    }
    if (step.isEmpty()) {
      stepAt = event.at();
    }
    step.add(event);
  }

  private void endStep() {
    long at = stepAt;
    List<Event> events = List.copyOf(step);
    step.clear();
    ahead.add(
        CompletableFuture.allOf(
            runs.stream().map(run -> run.play(at, events)).toArray(CompletableFuture<?>[]::new)));
    if (ahead.size() > MOST_STEPS_AHEAD) {
      awaitStep();
    }
  }

  /** Waits until the oldest step that is under way was played. */
  private void awaitStep() {
    try {
      ahead.remove().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof CommandFailure failure ? failure : e;
    }
  }
}
