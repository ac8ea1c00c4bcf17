/**
 * Replays traces through the same engine that serves: traces in, report out. Time is the trace's,
 * state is of the replay alone, and what is true of a caller stays in here, where no rule can see
 * it.
 */
@NullMarked
package dev.weir.replay;

import org.jspecify.annotations.NullMarked;
