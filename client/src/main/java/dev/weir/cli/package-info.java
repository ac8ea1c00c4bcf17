/** The command line: what people and scripts ask a running Weir, over gRPC. */
@NullMarked
package dev.weir.cli;

import org.jspecify.annotations.NullMarked;
