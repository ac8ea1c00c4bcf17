/** The Java client of Weir. */
@NullMarked
package dev.weir.client;

import org.jspecify.annotations.NullMarked;
