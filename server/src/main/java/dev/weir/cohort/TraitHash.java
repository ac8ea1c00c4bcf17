package dev.weir.cohort;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Longs;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes what stands for the values of traits, and for accounts: SipHash-2-4 (Aumasson and
 * Bernstein, 2012) under a key, so that who does not know the key can neither choose two values
 * with one hash nor guess a value by trying. All replicas must have the same key. Thread-safe.
 */
public final class TraitHash {
  private static final long PUBLIC_KEY = 0x77656972;

  /** Names are the policy's, so they are few; but an operator may ask for any. */
  private static final int MOST_TRAITS = 1_000;

  /** A power of 2. */
  static final long FOLLOWED = 4;

  /** The least length of a key, in bytes. */
  public static final int SHORTEST_KEY = 32;

  private static final int FINGERPRINT_DIGITS = 16;

  /** Hashes what the hashes of traits are made of, with each trait once. */
  private final HashFunction function;

  private final SipHash hash;
  private final String fingerprint;
  private final long salt;
  private final long seen0;
  private final long seen1;
  private final Map<String, SipHash> traits = new ConcurrentHashMap<>();

  private TraitHash(long k0, long k1, String fingerprint) {
    this.function = Hashing.sipHash24(k0, k1);
    this.hash = new SipHash(k0, k1);
    this.fingerprint = fingerprint;
    this.salt = hash.chars("followed");
    this.seen0 = hash.chars("seen with");
    this.seen1 = hash.chars("seen before");
  }

  /** Returns hashes under a key that everybody knows. */
  public static TraitHash unkeyed() {
    return new TraitHash(PUBLIC_KEY, 0, "none");
  }

  /**
   * Returns hashes under a key, of which 16 bytes are used after it was itself hashed.
   *
   * @throws IllegalArgumentException if it is shorter than {@link #SHORTEST_KEY}
   */
  public static TraitHash keyed(byte[] key) {
    if (key.length < SHORTEST_KEY) {
      throw new IllegalArgumentException(
          "a cohort key of " + key.length + " bytes (expected: at least " + SHORTEST_KEY + ")");
    }
    byte[] halves = Hashing.sha256().hashBytes(key).asBytes();
    // Of the hash of another text, so that it says nothing of the halves.
    String fingerprint =
        Hashing.sha256()
            .newHasher()
            .putString("weir cohort key fingerprint", StandardCharsets.UTF_8)
            .putBytes(halves)
            .hash()
            .toString()
            .substring(0, FINGERPRINT_DIGITS);
    return new TraitHash(
        Longs.fromByteArray(halves),
        Longs.fromByteArray(Arrays.copyOfRange(halves, 8, 16)),
        fingerprint);
  }

  /**
   * Returns what tells this key from another without telling the key: 16 hex digits, or {@code
   * none}.
   */
  public String fingerprint() {
    return fingerprint;
  }

  /** Returns which cohort has been seen with a value of a trait. */
  public Cohort.Key cohort(String trait, String value) {
    return new Cohort.Key(trait, of(trait, value));
  }

  /** Returns which cohort has been seen with a value of a trait that is a hash already. */
  public Cohort.Key cohort(String trait, long value) {
    return new Cohort.Key(trait, of(trait, value));
  }

  /** Returns the cohort of all who were seen with what an account owns. */
  public Cohort.Key ownedBy(String trait, String accountId) {
    return owned(trait, account(accountId));
  }

  /** Returns the cohort of all who were seen with what an account owns, whatever that is. */
  static Cohort.Key owned(String trait, long account) {
    return new Cohort.Key(trait, account ^ trait.hashCode());
  }

  /** Returns what stands for a value of a trait. */
  long of(String trait, String value) {
    return of(trait).chars(value);
  }

  /** Returns what stands for a value of a trait that is a hash already. */
  long of(String trait, long value) {
    return of(trait).number(value);
  }

  /**
   * Returns hashes of a trait alone: under a key made of its name, since that need not be hashed
   * with each value.
   */
  private SipHash of(String trait) {
    SipHash known = traits.get(trait);
    if (known != null) {
      return known;
    }
    SipHash made = new SipHash(half(trait, 0), half(trait, 1));
    if (traits.size() < MOST_TRAITS) {
      traits.put(trait, made);
    }
    return made;
  }

  private long half(String trait, int which) {
    return function.newHasher().putInt(which).putUnencodedChars(trait).hash().asLong();
  }

  /**
   * Returns whether a value that belongs to somebody, and is a hash already, is followed: one in
   * {@value #FOLLOWED}. That is enough, since who hands on one hands on many; because it is drawn
   * by the value, under the key, all replicas draw the same and nobody knows which.
   */
  boolean isFollowed(long value) {
    return (SightingFilter.mix(value ^ salt) & (FOLLOWED - 1)) == 0;
  }

  /** Returns what stands for an account; never 0. */
  long account(String accountId) {
    long hashed = hash.utf8(accountId);
    return hashed == 0 ? 1 : hashed;
  }

  /** Returns what stands for an organization, in 24 bits; 0 only for none. */
  int organization(String organizationId) {
    if (organizationId.isEmpty()) {
      return 0;
    }
    int hashed = (int) hash.utf8(organizationId) & 0xff_ffff;
    return hashed == 0 ? 1 : hashed;
  }

  /** Returns what makes the fingerprint of one request. */
  FingerprintHash request() {
    return new FingerprintHash(seen0, seen1);
  }

  /** Returns what stands for a model, in 16 bits; never 0. */
  int model(String model) {
    int hashed = (int) of("model", model) & 0xffff;
    return hashed == 0 ? 1 : hashed;
  }
}
