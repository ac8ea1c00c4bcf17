package dev.weir.challenge;

import com.nimbusds.jose.jwk.ECKey;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which clearances are signed and verified. Thread-safe. Time is always epoch
 * milliseconds.
 */
interface ClearanceKeys extends AutoCloseable {

  /**
   * Returns the key that signs at {@code now}, private half included, when every replica can
   * already find its public half. Fails with {@code StoreException}.
   */
  CompletionStage<ECKey> signing(long now);

  /**
   * Returns a key by which tokens can be verified at {@code now}, if it is at hand. Waits for
   * nothing.
   */
  @Nullable VerifyingKey atHand(String keyId, long now);

  /**
   * Looks for a key that is not at hand. How often that costs something is bounded, whatever ids
   * callers invent. Never fails: empty where there is no such key, or where that cannot be known
   * within {@code timeoutNanos}.
   */
  CompletionStage<Optional<VerifyingKey>> find(String keyId, long now, long timeoutNanos);

  /** Ends what limits how long keys are waited for. */
  @Override
  default void close() {}
}
