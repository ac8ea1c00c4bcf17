package dev.weir.simulate;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * The trace of a scenario, for whoever takes it without a file between. Immutable and thread-safe.
 */
public final class SimulatedTrace {
  private final Scenario scenario;
  private final long seed;

  private SimulatedTrace(Scenario scenario, long seed) {
    this.scenario = scenario;
    this.seed = seed;
  }

  /**
   * Reads a scenario.
   *
   * @param scenario the name of one that is shipped, or a file
   * @param seed from which everything is drawn
   * @throws ScenarioException where there is no such scenario, or it is not valid; says in one line
   *     why
   */
  public static SimulatedTrace of(String scenario, long seed) {
    return new SimulatedTrace(new ScenarioFiles().scenario(scenario), seed);
  }

  /** Returns what the scenario says of itself, for people. */
  public String description() {
    return scenario.description();
  }

  /** Returns when the trace begins, in epoch milliseconds. */
  public long start() {
    return scenario.start();
  }

  /** Returns how long it lasts, in milliseconds. */
  public long length() {
    return scenario.day(scenario.days()) - scenario.start();
  }

  /** Returns how long it lasts, in days. */
  public double days() {
    return length() / (double) TimeUnit.DAYS.toMillis(1);
  }

  /**
   * Writes the lines of the trace, the same each time. Holds the callers in memory, and nothing of
   * what they did.
   *
   * @param out takes some lines at a time; neither flushed nor closed
   * @param progress is told, from time to time, how many milliseconds of the trace have passed
   *     since it was told before
   * @throws IOException where {@code out} does
   */
  public void write(OutputStream out, LongConsumer progress) throws IOException {
    Cast.simulation(scenario, seed).run(new TraceWriter(new JsonLine(out)), progress);
  }
}
