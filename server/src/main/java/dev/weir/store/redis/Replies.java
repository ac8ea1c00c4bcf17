package dev.weir.store.redis;

import dev.weir.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/** Reads what Redis answers. */
final class Replies {
  /** Errors that end by themselves, by their first word. */
  private static final Set<String> TRANSIENT =
      Set.of(
          "LOADING",
          "BUSY",
          "MASTERDOWN",
          "READONLY",
          "TRYAGAIN",
          "CLUSTERDOWN",
          "MOVED",
          "ASK",
          "OOM",
          "MISCONF",
          "NOREPLICAS");

  /** Those of them that say that this is not, or not yet, the server to ask. */
  private static final Set<String> WRONG_SERVER = Set.of("LOADING", "MASTERDOWN", "READONLY");

  private Replies() {}

  /** Returns whether the server is not the one to ask, and the connection is to be made anew. */
  static boolean isOfWrongServer(JedisDataException error) {
    return WRONG_SERVER.contains(code(error));
  }

  /** Returns an error that Redis replied as one of the store's. */
  static StoreException failure(JedisDataException error) {
    return TRANSIENT.contains(code(error))
        ? StoreException.unavailable("Redis cannot do it now: " + error.getMessage(), error)
        : StoreException.refused("Redis refuses: " + error.getMessage(), error);
  }

  /** Returns a reply that is a string. */
  static byte[] bytes(@Nullable Object reply) {
    if (reply instanceof byte[] bytes) {
      return bytes;
    }
    throw unexpected("a string", reply);
  }

  /** Returns a reply that is a number. */
  static long number(@Nullable Object reply) {
    if (reply instanceof Long number) {
      return number;
    }
    throw unexpected("a number", reply);
  }

  /** Returns a reply that is a list. */
  static List<?> list(@Nullable Object reply) {
    if (reply instanceof List<?> list) {
      return list;
    }
    throw unexpected("a list", reply);
  }

  /** Returns a reply that is text. */
  static String text(@Nullable Object reply) {
    return new String(bytes(reply), StandardCharsets.UTF_8);
  }

  /** Returns a constant by its name. */
  static <E extends Enum<E>> E constant(Class<E> type, String name) {
    try {
      return Enum.valueOf(type, name);
    } catch (IllegalArgumentException e) {
      throw StoreException.refused(
          "A record in Redis has an unknown " + type.getSimpleName() + ", perhaps of a newer Weir",
          e);
    }
  }

  private static StoreException unexpected(String expected, @Nullable Object reply) {
    return StoreException.refused(
        "Redis answers with something else than " + expected,
        new IllegalStateException(reply == null ? "nothing" : reply.getClass().getSimpleName()));
  }

  private static String code(JedisDataException error) {
    String message = String.valueOf(error.getMessage());
    int space = message.indexOf(' ');
    return space < 0 ? message : message.substring(0, space);
  }
}
