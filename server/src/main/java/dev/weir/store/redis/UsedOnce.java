package dev.weir.store.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * That something was used: two numbers of eight bytes, then by whom.
 *
 * @param expiresAt epoch milliseconds
 * @param at when it was used, epoch milliseconds
 * @param by whom; empty where that is not known
 */
record UsedOnce(long expiresAt, long at, String by) {
  private static final UsedOnce NEVER = new UsedOnce(0, 0, "");

  /** Reads what {@link #write} made, or of nothing that it was never used. */
  static UsedOnce read(byte[] value) {
    if (value.length == 0) {
      return NEVER;
    }
    ByteBuffer bytes = ByteBuffer.wrap(value);
    return new UsedOnce(
        bytes.getLong(), bytes.getLong(), StandardCharsets.UTF_8.decode(bytes).toString());
  }

  byte[] write() {
    byte[] name = by.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 * Long.BYTES + name.length)
        .putLong(expiresAt)
        .putLong(at)
        .put(name)
        .array();
  }
}
