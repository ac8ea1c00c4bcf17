/** Health, metrics and version over HTTP. Nothing here is secret, and nothing here decides. */
@NullMarked
package dev.weir.api.http;

import org.jspecify.annotations.NullMarked;
