/** What is checked of anything that comes from outside, and how a wrong value is told. */
@NullMarked
package dev.weir.validation;

import org.jspecify.annotations.NullMarked;
