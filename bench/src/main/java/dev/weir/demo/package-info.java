/**
 * Shows what Weir is for, in a minute: a simulated campaign is put to real servers over gRPC, and a
 * table says what became of it. Time is the trace's; what is true of a caller stays in here.
 */
@NullMarked
package dev.weir.demo;

import org.jspecify.annotations.NullMarked;
