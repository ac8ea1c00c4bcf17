/** What was promised of the whole: real processes, real Redis, real load. */
@NullMarked
package dev.weir.acceptance;

import org.jspecify.annotations.NullMarked;
