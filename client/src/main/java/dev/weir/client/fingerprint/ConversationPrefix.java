package dev.weir.client.fingerprint;

import com.google.common.hash.Hasher;
import java.nio.charset.StandardCharsets;

/**
 * Names a conversation by its turns so far. Two requests that continue the same turns have the same
 * value, whichever accounts send them. Each turn is hashed onto the value of those before it, so a
 * front end that keeps the value of a conversation reads only its new turn.
 *
 * <p>For {@code prompt.conversation_prefix} of a request, take all turns but the one that it adds:
 * 0 at the first. Values are stable over releases. Immutable.
 */
public final class ConversationPrefix {
  private final FingerprintKey key;
  private final long value;

  private ConversationPrefix(FingerprintKey key, long value) {
    this.key = key;
    this.value = value;
  }

  /** Returns the prefix of a conversation that has no turns yet. */
  public static ConversationPrefix start(FingerprintKey key) {
    return new ConversationPrefix(key, 0);
  }

  /** Returns the prefix from which a front end goes on, given the value that it kept. */
  public static ConversationPrefix resume(FingerprintKey key, long value) {
    return new ConversationPrefix(key, value);
  }

  /**
   * Returns the prefix with one more turn. White space around the text does not count.
   *
   * @param role whose turn it is, such as {@code user} or {@code assistant}
   */
  public ConversationPrefix turn(String role, String text) {
    byte[] name = role.getBytes(StandardCharsets.UTF_8);
    Hasher hasher = key.hash().newHasher();
    // The length keeps role and text apart: ("a", "bc") is not ("ab", "c").
    hasher.putLong(value).putInt(name.length).putBytes(name);
    hasher.putBytes(text.strip().getBytes(StandardCharsets.UTF_8));
    return new ConversationPrefix(key, ReasoningSignature.notZero(hasher.hash().asLong()));
  }

  /** Returns the hash; 0 only where there are no turns. */
  public long value() {
    return value;
  }
}
