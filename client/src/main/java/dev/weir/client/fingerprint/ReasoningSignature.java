package dev.weir.client.fingerprint;

import java.nio.charset.StandardCharsets;

/**
 * Names a block of reasoning that a request replays, such as the signed or encrypted block that a
 * model returned earlier: the same block under several accounts shows that a session moved between
 * them. Values are stable over releases.
 */
public final class ReasoningSignature {
  private ReasoningSignature() {}

  /** Returns the hash of a block, for {@code prompt.reasoning_signature}; 0 only if it is empty. */
  public static long of(FingerprintKey key, String block) {
    return of(key, block.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the hash of a block, for {@code prompt.reasoning_signature}; 0 only if it is empty. */
  public static long of(FingerprintKey key, byte[] block) {
    return block.length == 0 ? 0 : notZero(key.hash().hashBytes(block).asLong());
  }

  /** Returns {@code hash}, or 1 where it is 0, which the contract keeps for "none". */
  static long notZero(long hash) {
    return hash == 0 ? 1 : hash;
  }
}
