package dev.weir.cohort;

/**
 * Tells which sightings are worth writing: the first of an account in a cohort, one that says
 * something new of the account, and one in each span of time after that. All others are counted,
 * and their number is written with the next. For one thread at a time.
 *
 * <p>A table of fixed size, so that no flood of values takes memory: one sighting takes the place
 * of another now and then, which is then written once more, and whose count is lost. Two sightings
 * are taken for one with a probability of 2^-32.
 */
final class SightingFilter {
  private static final int COUNT_BITS = 20;
  private static final int SPAN_BITS = 12;
  private static final int MOST_COUNTED = (1 << COUNT_BITS) - 1;
  private static final long SPANS = 1 << SPAN_BITS;

  private final long[] slots;
  private final int mask;
  private final long spanMillis;

  /** Nobody needs it, but then what was read for it would not be read. */
  @SuppressWarnings("UnusedVariable")
  private long fetched;

  /**
   * Creates a filter that has seen nothing.
   *
   * @param slots how many sightings it remembers at most, 8 bytes each; a power of 2
   */
  SightingFilter(int slots, long spanMillis) {
    if (Integer.bitCount(slots) != 1) {
      throw new IllegalArgumentException("slots: " + slots + " (expected: a power of 2)");
    }
    this.slots = new long[slots];
    this.mask = slots - 1;
    this.spanMillis = spanMillis;
  }

  /**
   * Reads what {@link #count} is about to need of an account, all at once: so the processor waits
   * for memory once, and not for each of some twenty places in a table that no cache holds.
   */
  void fetch(long account, long[] cohorts) {
    long read = 0;
    for (long cohort : cohorts) {
      read ^= slots[(int) mix(cohort ^ account) & mask];
    }
    fetched = read;
  }

  /**
   * Adds requests to a sighting, and returns with how many requests it is to be written; 0 if it is
   * not.
   *
   * @param pair a hash of the account and the cohort
   * @param state a hash of what is known of the account: another one is news
   */
  int count(long pair, int state, long now, int requests) {
    long mixed = mix(pair);
    int slot = (int) mixed & mask;
    // What is in the slot is known to be of this pair by the half of its hash that chose no slot.
    long tag = (mixed >>> 32) ^ (state & 0xffff_ffffL);
    long span = (now / spanMillis) % SPANS;
    long held = slots[slot];
    boolean known = held != 0 && held >>> (COUNT_BITS + SPAN_BITS) == tag;
    int counted = known ? (int) held & MOST_COUNTED : 0;
    boolean due = !known || (held >>> COUNT_BITS & (SPANS - 1)) != span;
    int next = due ? 0 : Math.min(MOST_COUNTED, counted + requests);
    long put = (((tag << SPAN_BITS) | span) << COUNT_BITS) | next;
    slots[slot] = put == 0 ? 1 : put;
    return due ? counted + requests : 0;
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014). */
  static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
