package dev.weir.client.fingerprint;

import com.google.common.hash.Hasher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Computes the template bands of a prompt's fixed part: its system prompt and instructions, without
 * what the caller fills in. Texts that are nearly the same share a band, so that accounts which use
 * one template can be found without anybody seeing it.
 *
 * <p>The text is taken apart into words (see {@code docs/client.md} for what is left out), and into
 * shingles of several words in a row. MinHash (Broder, "On the resemblance and containment of
 * documents", 1997) keeps of each of {@code bands × rows} hash functions the least value over all
 * shingles: two texts agree in one with a probability that is their Jaccard similarity {@code s}.
 * Each band is the hash of {@code rows} of them (locality-sensitive hashing by banding; Indyk and
 * Motwani 1998; Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3), so two
 * texts share at least one band with probability {@code 1 - (1 - s^rows)^bands}. With the defaults
 * of 16 bands of 5 rows that is 4 % at a similarity of 0.3, 40 % at 0.5, 95 % at 0.7 and 99.8 % at
 * 0.8.
 *
 * <p>Values are stable over releases, and over machines. Immutable and thread-safe.
 */
public final class TemplateFingerprint {
  /** The most bands that a request can carry. */
  public static final int MOST_BANDS = 64;

  private static final long SEED = 0x7765_6972_2e64_6576L;
  // Any odd number will do: it makes the hash of a shingle depend on the order of its words.
  private static final long SHINGLE_BASE = 0x5851_f42d_4c95_7f2dL;

  private final int bands;
  private final int rows;
  private final int shingle;
  private final int mostChars;
  private final FingerprintKey key;
  private final long leaving;
  private final long[] multipliers;
  private final long[] addends;

  private TemplateFingerprint(Builder builder) {
    bands = builder.bands;
    rows = builder.rows;
    shingle = builder.shingle;
    mostChars = builder.mostChars;
    key = builder.key;
    long power = 1;
    for (int i = 0; i < shingle; i++) {
      power *= SHINGLE_BASE;
    }
    leaving = power;
    multipliers = new long[bands * rows];
    addends = new long[bands * rows];
    for (int i = 0; i < multipliers.length; i++) {
      multipliers[i] = mix(SEED + 2L * i) | 1;
      addends[i] = mix(SEED + 2L * i + 1);
    }
  }

  /** Returns a builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the bands of a text, for {@code prompt.template_bands}; none if it has no words. Costs
   * time in proportion to its length, of which no more than {@link Builder#mostChars} count.
   */
  public List<Long> bands(CharSequence fixedPart) {
    String text = fixedPart.subSequence(0, Math.min(fixedPart.length(), mostChars)).toString();
    Minima minima = new Minima();
    Words.of(text, minima::word);
    return minima.bands();
  }

  /** Spreads the bits of a number: the finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return z ^ (z >>> 31);
  }

  /** The least value of each hash function over the shingles so far. Confined to one call. */
  private final class Minima {
    private final long[] minima = new long[bands * rows];
    private final long[] window = new long[shingle];
    private long rolling;
    private long count;

    Minima() {
      Arrays.fill(minima, Long.MAX_VALUE);
    }

    void word(long word) {
      int slot = (int) (count % shingle);
      // Polynomial over the window, modulo 2^64: the oldest word leaves, the others move up, the
      // new one enters.
      rolling = rolling * SHINGLE_BASE + word - (count >= shingle ? window[slot] * leaving : 0);
      window[slot] = word;
      count++;
      if (count >= shingle) {
        shingle(mix(rolling));
      }
    }

    private void shingle(long value) {
      long[] least = minima;
      long[] a = multipliers;
      long[] b = addends;
      for (int i = 0; i < least.length; i++) {
        // Multiply and add (Dietzfelbinger et al. 1997): the upper bits, which decide the
        // comparison, are well spread.
        long hash = value * a[i] + b[i];
        if (hash < least[i]) {
          least[i] = hash;
        }
      }
    }

    List<Long> bands() {
      if (count == 0) {
        return List.of();
      }
      if (count < shingle) {
        shingle(mix(rolling)); // A text shorter than a shingle is one.
      }
      List<Long> values = new ArrayList<>(bands);
      for (int band = 0; band < bands; band++) {
        Hasher hasher = key.hash().newHasher();
        hasher.putInt(shingle).putInt(rows).putInt(band);
        for (int row = 0; row < rows; row++) {
          hasher.putLong(minima[band * rows + row]);
        }
        values.add(hasher.hash().asLong());
      }
      return List.copyOf(values);
    }
  }

  /**
   * Builds a {@link TemplateFingerprint}. All front ends of a provider must use the same values.
   */
  public static final class Builder {
    private int bands = 16;
    private int rows = 5;
    private int shingle = 5;
    private int mostChars = 1 << 16;
    private FingerprintKey key = FingerprintKey.none();

    private Builder() {}

    /** Sets how many bands: more find less similar texts. 1 to {@link #MOST_BANDS}. Default: 16. */
    public Builder bands(int bands) {
      this.bands = between("bands", bands, 1, MOST_BANDS);
      return this;
    }

    /**
     * Sets how many hash functions a band has: more ask for more similar texts. 1 to 32. Default:
     * 5.
     */
    public Builder rows(int rows) {
      this.rows = between("rows", rows, 1, 32);
      return this;
    }

    /** Sets how many words in a row are compared. 1 to 16. Default: 5. */
    public Builder shingle(int words) {
      this.shingle = between("shingle", words, 1, 16);
      return this;
    }

    /**
     * Sets how much of a text counts, in chars: what follows changes nothing, and costs nothing.
     * Default: 65,536.
     */
    public Builder mostChars(int mostChars) {
      this.mostChars = between("mostChars", mostChars, 1, Integer.MAX_VALUE);
      return this;
    }

    /** Sets the key. Default: none, so that values are the same everywhere. */
    public Builder key(FingerprintKey key) {
      this.key = key;
      return this;
    }

    /** Returns a fingerprint with these values. */
    public TemplateFingerprint build() {
      return new TemplateFingerprint(this);
    }

    private static int between(String name, int value, int least, int most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            name + ": " + value + " (expected: " + least + " to " + most + ")");
      }
      return value;
    }
  }
}
