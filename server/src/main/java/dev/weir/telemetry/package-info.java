/** What Weir says about itself: metrics, traces, logs. Nothing here names an account. */
@NullMarked
package dev.weir.telemetry;

import org.jspecify.annotations.NullMarked;
