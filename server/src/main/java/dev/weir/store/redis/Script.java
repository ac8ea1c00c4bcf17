package dev.weir.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script, sent by its text with its first call on a connection and by its digest from then
 * on; by its text again where Redis has forgotten it.
 */
final class Script {
  static final Script ACQUIRE = new Script("counters.lua", "acquire.lua");
  static final Script ADJUST = new Script("counters.lua", "adjust.lua");
  static final Script ANSWER = new Script("answer.lua");
  static final Script CHANGES = new Script("changes.lua");
  static final Script CLAIM = new Script("claim.lua");
  static final Script DUE = new Script("due.lua");
  static final Script FORGET = new Script("room.lua", "forget.lua");
  static final Script JUDGE = new Script("room.lua", "held.lua", "judge.lua");
  static final Script LEAD = new Script("lead.lua");
  static final Script LIFT = new Script("room.lua", "held.lua", "lift.lua");
  static final Script OBSERVE = new Script("room.lua", "observe.lua");
  static final Script SCORES = new Script("scores.lua");
  static final Script SWAP = new Script("swap.lua");
  static final Script TAKE = new Script("take.lua");

  private final byte[] text;
  private final byte[] digest;

  private Script(String... resources) {
    StringBuilder joined = new StringBuilder();
    for (String resource : resources) {
      joined.append(read(resource));
    }
    this.text = joined.toString().getBytes(StandardCharsets.UTF_8);
    this.digest = sha1(text).getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the text; not to be changed. */
  byte[] text() {
    return text;
  }

  /** Returns the SHA-1 of the text in hexadecimal, by which Redis knows it; not to be changed. */
  byte[] digest() {
    return digest;
  }

  private static String read(String resource) {
    try (InputStream in = Script.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks the script " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(byte[] text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
