/** The Helm chart: linted, packaged, and rendered with several sets of values. */
@NullMarked
package dev.weir.helm;

import org.jspecify.annotations.NullMarked;
