/** State in this process's memory: for one replica, for trials, and for replays. */
@NullMarked
package dev.weir.store.memory;

import org.jspecify.annotations.NullMarked;
