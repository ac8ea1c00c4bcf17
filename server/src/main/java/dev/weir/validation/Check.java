package dev.weir.validation;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks that what came from outside is within bounds. Throws {@link InvalidFieldException}. */
public final class Check {
  /** The longest string in a request, in bytes of UTF-8. */
  public static final int LONGEST = 1024;

  /** The most entries of a map or list in a request. */
  public static final int MOST = 64;

  /** The most tokens that one request can state. */
  public static final long MOST_TOKENS = 1_000_000_000;

  private Check() {}

  /** Returns {@code text}, which is at most {@link #LONGEST} bytes long. */
  public static String text(String field, String text) {
    // No char takes more than three bytes: most strings need no encoding to be judged.
    int length = text.length();
    if (length > LONGEST / 3
        && (length > LONGEST || text.getBytes(StandardCharsets.UTF_8).length > LONGEST)) {
      throw new InvalidFieldException(field, "at most 1 KiB of UTF-8", text);
    }
    return text;
  }

  /** Returns {@code text}, which is not empty and within {@link #text}'s bounds. */
  public static String required(String field, String text) {
    if (text.isEmpty()) {
      throw new InvalidFieldException(field, "a value, at most 1 KiB of UTF-8", text);
    }
    return text(field, text);
  }

  /**
   * Returns the one spelling of an IPv4 or IPv6 literal, so that nobody gets a new limit by writing
   * an address another way; an empty one stays empty. Never looks up a name.
   */
  public static String ip(String field, String ip) {
    if (ip.isEmpty()) {
      return ip;
    }
    // A zone has no meaning here, and of IPv4's older spellings (1.2.3, 1) nobody is sure what they
    // mean.
    if (ip.indexOf('%') >= 0 || (ip.indexOf(':') < 0 && !hasFourParts(ip))) {
      throw new InvalidFieldException(field, "an IPv4 or IPv6 address", ip);
    }
    try {
      return InetAddress.ofLiteral(ip).getHostAddress();
    } catch (IllegalArgumentException e) {
      throw new InvalidFieldException(field, "an IPv4 or IPv6 address", ip);
    }
  }

  private static boolean hasFourParts(String ip) {
    int dots = 0;
    for (int i = 0; i < ip.length(); i++) {
      dots += ip.charAt(i) == '.' ? 1 : 0;
    }
    return dots == 3;
  }

  /** Returns {@code value}, which lies in [0,1]. */
  public static double share(String field, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new InvalidFieldException(field, "a number from 0 to 1", value);
    }
    return value;
  }

  /** Returns {@code tokens}, an unsigned number of at most {@link #MOST_TOKENS}. */
  public static long tokens(String field, long tokens) {
    if (tokens < 0 || tokens > MOST_TOKENS) {
      throw new InvalidFieldException(
          field,
          "a whole number from 0 to 1,000,000,000",
          new BigInteger(Long.toUnsignedString(tokens)));
    }
    return tokens;
  }

  /**
   * Checks that exactly one of some fields is set.
   *
   * @param fields all of them; the first is the one that the failure names
   * @param set whether each of them is
   */
  public static void exactlyOne(List<String> fields, boolean... set) {
    List<String> found = new ArrayList<>(fields.size());
    for (int i = 0; i < set.length; i++) {
      if (set[i]) {
        found.add(fields.get(i));
      }
    }
    if (found.size() != 1) {
      throw InvalidFieldException.notOne(fields, found);
    }
  }

  /** Returns {@code size}, which is at most {@link #MOST}. */
  public static int size(String field, int size) {
    if (size > MOST) {
      throw new InvalidFieldException(field, "at most 64 entries", size);
    }
    return size;
  }

  /** Returns {@code signals}: few, well named, each in [0,1]. */
  public static Map<String, Double> signals(String field, Map<String, Double> signals) {
    if (size(field, signals.size()) > 0) {
      signals.forEach(
          (name, value) -> {
            required(field + " key", name);
            share(field + "[" + name + "]", value);
          });
    }
    return signals;
  }

  /** Returns {@code labels}: few, each key and value a text. */
  public static Map<String, String> labels(String field, Map<String, String> labels) {
    if (size(field, labels.size()) > 0) {
      labels.forEach(
          (name, value) -> {
            required(field + " key", name);
            text(field + "[" + name + "]", value);
          });
    }
    return labels;
  }
}
