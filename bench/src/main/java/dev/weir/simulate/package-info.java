/**
 * Writes traces of a population that was made up, with campaigns hidden in it, for replays to find.
 * The server knows nothing of this package.
 *
 * <p>Time stands still in here: all that happens is drawn from the seed. Each account has a stream
 * of random numbers of its own, named by its group and its place there, so that a scenario that
 * changes one campaign leaves all others as they were.
 */
@NullMarked
package dev.weir.simulate;

import org.jspecify.annotations.NullMarked;
