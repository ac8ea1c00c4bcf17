package dev.weir.simulate;

import java.util.SplittableRandom;

/**
 * Where the conversations of a pool of accounts wait for whoever goes on with them. What is taken
 * is drawn by who takes it, and all of a pool act in one order, so a seed gives one trace.
 */
final class Relay {
  private static final int CAPACITY = 256;

  private final double share;
  private final Conversation[] waiting = new Conversation[CAPACITY];
  private int count;

  /**
   * Creates a relay.
   *
   * @param share of the requests that go on with somebody else's conversation
   */
  Relay(double share) {
    this.share = share;
  }

  /** Returns a relay by which no conversation moves. */
  static Relay none() {
    return new Relay(0);
  }

  /** Takes a conversation that {@code held} is left for; returns the same where none moves. */
  Conversation exchange(SplittableRandom random, Conversation held) {
    if (share == 0 || held.prefix() == 0) {
      return held;
    }
    boolean moves = Draw.happens(random, share);
    if (count < CAPACITY) {
      waiting[count++] = held;
      return moves ? waiting[random.nextInt(count)] : held;
    }
    int slot = random.nextInt(CAPACITY);
    Conversation taken = waiting[slot];
    waiting[slot] = held;
    return moves ? taken : held;
  }

  /**
   * A conversation so far.
   *
   * @param prefix the hash of its turns; 0 where there are none
   * @param signature of the block of reasoning that the next request replays; 0 for none
   */
  record Conversation(long prefix, long signature) {
    static final Conversation NEW = new Conversation(0, 0);

    /** Returns the conversation with one more turn of each side. */
    Conversation then(long turn, long block) {
      long hash = Streams.mix(prefix ^ turn);
      return new Conversation(hash == 0 ? 1 : hash, block);
    }
  }
}
