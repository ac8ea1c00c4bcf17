/** The composition root: one class wires everything from one configuration object. */
@NullMarked
package dev.weir.server;

import org.jspecify.annotations.NullMarked;
