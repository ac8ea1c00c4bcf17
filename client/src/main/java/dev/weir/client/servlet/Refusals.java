package dev.weir.client.servlet;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.weir.client.CheckResult;
import dev.weir.client.Verdict;
import dev.weir.v1.Challenge;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Says to a caller that its request is refused, as problem details (RFC 9457), and no more than it
 * may know.
 */
final class Refusals {
  private static final int TOO_MANY_REQUESTS = 429;

  private Refusals() {}

  /** Answers a refused request. */
  static void write(CheckResult result, HttpServletResponse answer) throws IOException {
    if (result.response().hasRetryAfter()) {
      long seconds = RateLimitHeaders.seconds(result.response().getRetryAfter());
      answer.setHeader("Retry-After", Long.toString(Math.max(1, seconds)));
    }
    JsonObject members = new JsonObject();
    int status;
    String title;
    if (result.isFallback()) {
      status = HttpServletResponse.SC_SERVICE_UNAVAILABLE;
      title = "Try again later";
    } else if (result.verdict() == Verdict.CHALLENGE) {
      status = HttpServletResponse.SC_FORBIDDEN;
      title = "Verification is required";
    } else if (result.response().hasRetryAfter()) {
      status = TOO_MANY_REQUESTS;
      title = "A limit is exceeded";
    } else {
      status = HttpServletResponse.SC_FORBIDDEN;
      title = "The request is refused";
    }
    result.challenge().ifPresent(challenge -> members.add("challenge", describe(challenge)));
    write(status, title, result.code(), members, answer);
  }

  /** Answers a request that Weir could not judge. */
  static void notJudged(HttpServletResponse answer) throws IOException {
    write(
        HttpServletResponse.SC_BAD_REQUEST,
        "The request is not valid",
        "INVALID_REQUEST",
        new JsonObject(),
        answer);
  }

  private static void write(
      int status, String title, String code, JsonObject members, HttpServletResponse answer)
      throws IOException {
    members.addProperty("title", title);
    members.addProperty("status", status);
    members.addProperty("code", code);
    byte[] body = members.toString().getBytes(StandardCharsets.UTF_8);
    answer.setStatus(status);
    answer.setContentType("application/problem+json");
    answer.setContentLength(body.length);
    answer.getOutputStream().write(body);
  }

  private static JsonObject describe(Challenge challenge) {
    JsonArray kinds = new JsonArray();
    challenge.getKindsList().forEach(kinds::add);
    JsonObject members = new JsonObject();
    members.addProperty("challenge_id", challenge.getChallengeId());
    members.add("kinds", kinds);
    if (!challenge.getUrl().isEmpty()) {
      members.addProperty("url", challenge.getUrl());
    }
    if (!challenge.getPuzzle().isEmpty()) {
      members.addProperty("puzzle", challenge.getPuzzle().toStringUtf8());
    }
    return members;
  }
}
