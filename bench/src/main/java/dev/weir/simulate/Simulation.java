package dev.weir.simulate;

import java.io.IOException;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/** Lets all callers act, in the order of time. Holds the callers and nothing of what they did. */
final class Simulation {
  private static final long STEP = 600_000;

  private final long from;
  private final long until;
  private final List<Caller> callers;

  /**
   * Creates a simulation.
   *
   * @param callers in the order in which those act that act at the same time
   */
  Simulation(long from, long until, List<Caller> callers) {
    this.from = from;
    this.until = until;
    this.callers = callers;
  }

  /**
   * Writes the trace.
   *
   * @param progress is told, from time to time, how many milliseconds of the trace have passed
   */
  void run(TraceWriter out, LongConsumer progress) throws IOException {
    PriorityQueue<Turn> turns = new PriorityQueue<>(Math.max(1, callers.size()));
    // The accounts that there are from the start come first, all at one time.
    for (int i = 0; i < callers.size(); i++) {
      Caller caller = callers.get(i);
      if (caller.next() <= from) {
        caller.act(out);
      }
      enqueue(turns, i, caller);
    }
    long told = from;
    for (Turn turn = turns.poll(); turn != null; turn = turns.poll()) {
      if (turn.at - told > STEP) {
        progress.accept(turn.at - told);
        told = turn.at;
      }
      out.reportsBefore(turn.at);
      turn.caller.act(out);
      enqueue(turns, turn.order, turn.caller);
    }
    out.reportsBefore(Long.MAX_VALUE);
    out.flush();
    progress.accept(until - told);
  }

  private void enqueue(PriorityQueue<Turn> turns, int order, Caller caller) {
    if (caller.next() < until) {
      turns.add(new Turn(caller.next(), order, caller));
    }
  }

  private record Turn(long at, int order, Caller caller) implements Comparable<Turn> {
    @Override
    public int compareTo(Turn other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Integer.compare(order, other.order);
    }
  }
}
