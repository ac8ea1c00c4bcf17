/**
 * A store that goes on when the real one cannot be reached: it counts on this replica alone, with
 * this replica's share of each limit, and says so.
 */
@NullMarked
package dev.weir.store.fallback;

import org.jspecify.annotations.NullMarked;
