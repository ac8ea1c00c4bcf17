/** State behind one interface; {@code store.memory} and {@code store.redis} implement it. */
@NullMarked
package dev.weir.store;

import org.jspecify.annotations.NullMarked;
