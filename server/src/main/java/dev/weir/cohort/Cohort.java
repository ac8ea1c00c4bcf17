package dev.weir.cohort;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * All accounts that were seen with one value of one trait.
 *
 * @param sample of its members
 * @param judgement what is held of it
 */
public record Cohort(Sample sample, Judgement judgement) {
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{16}");

  /**
   * Names a cohort.
   *
   * @param trait the trait's name in the policy
   * @param value a keyed hash of the trait's name and the value, never the value itself
   */
  public record Key(String trait, long value) {
    /** All accounts that were seen. */
    public static final Key EVERYBODY = new Key("", 0);

    private static final char BETWEEN = ':';

    /** Returns which cohort a text names that {@link #text} returned; empty if it is none. */
    public static Optional<Key> parse(String text) {
      int between = text.lastIndexOf(BETWEEN);
      if (between < 1 || !DIGITS.matcher(text.substring(between + 1)).matches()) {
        return Optional.empty();
      }
      return Optional.of(
          new Key(
              text.substring(0, between),
              HexFormat.fromHexDigitsToLong(text, between + 1, text.length())));
    }

    /** Returns the value in 16 hex digits. */
    public String hex() {
      return HexFormat.of().toHexDigits(value);
    }

    /** Returns its name for people and other systems: the trait and the value. */
    public String text() {
      return trait + BETWEEN + hex();
    }

    /** Returns a hash of the value alone, which is one of the trait's name as well. */
    @Override
    public int hashCode() {
      return Long.hashCode(value);
    }
  }

  /** Returns a cohort that nobody was seen in. */
  public static Cohort empty(Key key, int capacity, long now) {
    return new Cohort(Sample.empty(capacity), Judgement.none(key, now));
  }

  /** Returns which cohort it is. */
  public Key key() {
    return judgement.key();
  }

  /** Returns this cohort with a sighting of a member. */
  public Cohort with(Member seen) {
    return new Cohort(sample.with(seen), judgement);
  }

  /** Returns this cohort with what is held of it now. */
  public Cohort judged(Judgement other) {
    return new Cohort(sample, other);
  }
}
