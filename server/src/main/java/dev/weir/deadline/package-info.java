/** Limits how long callers wait, at little cost where they hardly ever wait so long. */
@NullMarked
package dev.weir.deadline;

import org.jspecify.annotations.NullMarked;
