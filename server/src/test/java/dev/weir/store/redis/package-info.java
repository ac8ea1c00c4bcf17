@NullMarked
package dev.weir.store.redis;

import org.jspecify.annotations.NullMarked;
