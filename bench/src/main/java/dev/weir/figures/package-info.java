/** How commands print what they measured. */
@NullMarked
package dev.weir.figures;

import org.jspecify.annotations.NullMarked;
