package dev.weir.limit;

import java.nio.charset.StandardCharsets;

/**
 * Places state in a store that is sharded: keys with one tag share a shard, so one atomic step can
 * touch them all. There are as many tags as Redis Cluster has slots.
 */
public final class HashTag {
  /** How many tags there are. */
  public static final int COUNT = 1 << 14;

  private HashTag() {}

  /**
   * Returns the tag of an owner, such as an organization's id. Stable over releases: it is part of
   * the stored keys.
   */
  public static int of(String owner) {
    // FNV-1a, folded: cheap, and spread well enough over 2^14.
    int hash = 0x811c9dc5;
    for (byte b : owner.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x01000193;
    }
    return (hash ^ (hash >>> 14) ^ (hash >>> 28)) & (COUNT - 1);
  }
}
