/** Challenges, and the clearances that a pass yields. */
@NullMarked
package dev.weir.challenge;

import org.jspecify.annotations.NullMarked;
