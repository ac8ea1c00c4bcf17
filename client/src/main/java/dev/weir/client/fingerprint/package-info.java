/** Fingerprints of prompts, computed where the prompt is: Weir gets 64-bit hashes, never text. */
@NullMarked
package dev.weir.client.fingerprint;

import org.jspecify.annotations.NullMarked;
