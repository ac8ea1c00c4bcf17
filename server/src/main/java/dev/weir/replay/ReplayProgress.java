package dev.weir.replay;

import dev.weir.replay.TraceLine.Broken;

/** Hears how a replay goes on, on the replay's thread. */
interface ReplayProgress {
  /** Hears nothing. */
  ReplayProgress NONE = new ReplayProgress() {};

  /** So many of the stored bytes of the trace are replayed. */
  default void read(long bytes) {}

  /** A line could not be replayed. */
  default void broken(Broken line) {}
}
