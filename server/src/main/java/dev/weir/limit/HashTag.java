package dev.weir.limit;

import java.nio.charset.StandardCharsets;

/**
 * Places state in a store that is sharded: keys with one tag share a shard, so one atomic step can
 * touch them all. There are as many tags as Redis Cluster has slots.
 */
public final class HashTag {
  /** How many tags there are. */
  public static final int COUNT = 1 << 14;

  private static final int SEED = 0x811c9dc5;

  private HashTag() {}

  /**
   * Returns the tag of an owner, such as an organization's id. Stable over releases: it is part of
   * the stored keys.
   */
  public static int of(String owner) {
    // FNV-1a, folded: cheap, and spread well enough over 2^14.
    int hash = SEED;
    for (int i = 0; i < owner.length(); i++) {
      char c = owner.charAt(i);
      if (c >= 0x80) {
        return fold(ofBytes(owner.getBytes(StandardCharsets.UTF_8)));
      }
      // In ASCII, as nearly all owners are, a character is its own byte in UTF-8.
      hash = add(hash, c);
    }
    return fold(hash);
  }

  private static int ofBytes(byte[] owner) {
    int hash = SEED;
    for (byte b : owner) {
      hash = add(hash, b & 0xff);
    }
    return hash;
  }

  private static int add(int hash, int b) {
    return (hash ^ b) * 0x01000193;
  }

  private static int fold(int hash) {
    return (hash ^ (hash >>> 14) ^ (hash >>> 28)) & (COUNT - 1);
  }
}
