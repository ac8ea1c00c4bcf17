/**
 * What installations tell each other of campaigns: signed bundles of keyed hashes, and what their
 * import changes.
 */
@NullMarked
package dev.weir.indicator;

import org.jspecify.annotations.NullMarked;
