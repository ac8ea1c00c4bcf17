/** Real Redis servers, and faults between them and their clients. */
@NullMarked
package dev.weir.testing;

import org.jspecify.annotations.NullMarked;
