/**
 * Typed configuration: a tree of records, each setting described where it is declared, read from
 * file, environment and flags. Knows none of the settings themselves, so every package can keep its
 * own beside its code.
 */
@NullMarked
package dev.weir.config;

import org.jspecify.annotations.NullMarked;
