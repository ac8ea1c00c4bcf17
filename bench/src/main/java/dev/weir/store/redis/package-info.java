/** What the load generators take of what the package keeps to itself. */
@NullMarked
package dev.weir.store.redis;

import org.jspecify.annotations.NullMarked;
