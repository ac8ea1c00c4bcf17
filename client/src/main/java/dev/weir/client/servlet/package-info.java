/** Puts Weir in front of a Jakarta servlet application. */
@NullMarked
package dev.weir.client.servlet;

import org.jspecify.annotations.NullMarked;
