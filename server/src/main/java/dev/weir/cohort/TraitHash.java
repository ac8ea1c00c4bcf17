package dev.weir.cohort;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Longs;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes what stands for the values of traits, and for accounts: SipHash-2-4 (Aumasson and
 * Bernstein, 2012) under a key, so that who does not know the key can neither choose two values
 * with one hash nor guess a value by trying. All replicas must have the same key. Thread-safe.
 */
public final class TraitHash {
  private static final long PUBLIC_KEY = 0x77656972;
  private static final char BETWEEN = '\u0000';

  private final HashFunction function;

  private TraitHash(HashFunction function) {
    this.function = function;
  }

  /** Returns hashes under a key that everybody knows. */
  public static TraitHash unkeyed() {
    return new TraitHash(Hashing.sipHash24(PUBLIC_KEY, 0));
  }

  /** Returns hashes under a key, of which 16 bytes are used after it was itself hashed. */
  public static TraitHash keyed(byte[] key) {
    var halves = Hashing.sha256().hashBytes(key).asBytes();
    return new TraitHash(
        Hashing.sipHash24(
            Longs.fromByteArray(halves), Longs.fromByteArray(Arrays.copyOfRange(halves, 8, 16))));
  }

  /** Returns what stands for a value of a trait. */
  long of(String trait, String value) {
    return function
        .newHasher()
        .putUnencodedChars(trait)
        .putChar(BETWEEN)
        .putUnencodedChars(value)
        .hash()
        .asLong();
  }

  /** Returns what stands for a value of a trait that is a hash already. */
  long of(String trait, long value) {
    return function.newHasher().putUnencodedChars(trait).putLong(value).hash().asLong();
  }

  /** Returns what stands for an account; never 0. */
  long account(String accountId) {
    long hash = function.hashString(accountId, StandardCharsets.UTF_8).asLong();
    return hash == 0 ? 1 : hash;
  }

  /** Returns what stands for an organization, in 32 bits; 0 only for none. */
  int organization(String organizationId) {
    if (organizationId.isEmpty()) {
      return 0;
    }
    int hash = function.hashString(organizationId, StandardCharsets.UTF_8).hashCode();
    return hash == 0 ? 1 : hash;
  }

  /** Returns what stands for a model, in 32 bits; never 0. */
  int model(String model) {
    int hash = Long.hashCode(of("model", model));
    return hash == 0 ? 1 : hash;
  }
}
