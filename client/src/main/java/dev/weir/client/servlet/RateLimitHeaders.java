package dev.weir.client.servlet;

import com.google.protobuf.Duration;
import dev.weir.v1.LimitStatus;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.StringJoiner;

/**
 * Writes the limits as {@code RateLimit-Policy} and {@code RateLimit}
 * (draft-ietf-httpapi-ratelimit-headers-10): a list of names with the quota {@code q} and its
 * window {@code w}, or with what remains {@code r} and the seconds until it resets {@code t}.
 * Structured fields (RFC 9651).
 */
final class RateLimitHeaders {
  // The largest integer of a structured field.
  private static final long LARGEST = 999_999_999_999_999L;

  private RateLimitHeaders() {}

  static void write(List<LimitStatus> limits, HttpServletResponse answer) {
    if (limits.isEmpty()) {
      return;
    }
    StringJoiner policy = new StringJoiner(", ");
    StringJoiner state = new StringJoiner(", ");
    for (LimitStatus limit : limits) {
      String name = quoted(limit.getName());
      long window = seconds(limit.getWindow());
      long reset = seconds(limit.getResetAfter());
      policy.add(name + ";q=" + integer(limit.getLimit()) + (window > 0 ? ";w=" + window : ""));
      state.add(name + ";r=" + integer(limit.getRemaining()) + (reset > 0 ? ";t=" + reset : ""));
    }
    answer.setHeader("RateLimit-Policy", policy.toString());
    answer.setHeader("RateLimit", state.toString());
  }

  /** Returns whole seconds, rounded up: whoever waits them has waited long enough. */
  static long seconds(Duration duration) {
    return duration.getSeconds() + (duration.getNanos() > 0 ? 1 : 0);
  }

  private static long integer(long unsigned) {
    return unsigned < 0 ? LARGEST : Math.min(unsigned, LARGEST);
  }

  private static String quoted(String name) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\');
      }
      quoted.append(c >= 0x20 && c < 0x7f ? c : '?');
    }
    return quoted.append('"').toString();
  }
}
