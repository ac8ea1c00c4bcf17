package dev.weir.load;

import java.io.IOException;
import java.util.Map;

/** Something that is done to Redis, once, and undone. For one thread at a time. */
sealed interface RedisFault permits Outage, Failover, SlotMoves {

  /** Returns what Redis is meanwhile, in few words. */
  String what();

  /**
   * Does it.
   *
   * @throws IOException where it cannot be done, or not what must follow from it is seen
   */
  void begin() throws IOException, InterruptedException;

  /**
   * Undoes it.
   *
   * @throws IOException where that fails, or something did since it began
   */
  void end() throws IOException, InterruptedException;

  /** Returns what came of it, in numbers by their names; empty before its end. */
  Map<String, Long> seen();
}
