/** The engine: facts in, decision out. Knows no I/O, no clock, no protocol and no store. */
@NullMarked
package dev.weir.decision;

import org.jspecify.annotations.NullMarked;
