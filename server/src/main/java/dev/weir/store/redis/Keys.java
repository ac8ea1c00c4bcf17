package dev.weir.store.redis;

import dev.weir.limit.DecisionId;
import dev.weir.limit.HashTag;
import dev.weir.limit.LimitOverride;
import dev.weir.limit.Subject;
import java.nio.charset.StandardCharsets;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * Names of all keys and channels. A key is {@code PREFIX{TAG}:KIND:NAME}, where TAG is a {@link
 * HashTag} in four hexadecimal digits, the only part that Redis Cluster hashes: what has one tag
 * lives in one slot.
 */
final class Keys {
  private final String prefix;

  /**
   * Names keys.
   *
   * @param prefix what all of them begin with; without braces
   */
  Keys(String prefix) {
    this.prefix = prefix;
  }

  /** Returns the slot of all keys with a tag. */
  static int slot(int tag) {
    return JedisClusterCRC16.getSlot(digits(tag));
  }

  /** Returns the tag under which a decision's records are kept. */
  static int tagOfDecision(String decisionId) {
    int tag = DecisionId.tag(decisionId);
    return tag >= 0 ? tag : HashTag.of(decisionId);
  }

  /**
   * Returns the tag under which a challenge is kept: its id begins with its account's. Any other id
   * is of no challenge, and is looked for where it cannot be.
   */
  static int tagOfChallenge(String challengeId) {
    int tag = 0;
    for (int i = 0; i < 4; i++) {
      int digit = i < challengeId.length() ? Character.digit(challengeId.charAt(i), 16) : 0;
      tag = (tag << 4) | Math.max(0, digit);
    }
    return tag & (HashTag.COUNT - 1);
  }

  /** Returns the key of what a subject uses: a packed string, see {@code counters.lua}. */
  byte[] subject(Subject subject) {
    return key(subject.tag(), 's', subject.key());
  }

  /** Returns the key of the outcome that a retry gets, see {@code acquire.lua}. */
  byte[] retry(int tag, String retryKey) {
    return key(tag, 'r', retryKey);
  }

  /** Returns the key of a reservation, see {@code acquire.lua}. */
  byte[] reservation(String decisionId) {
    return key(tagOfDecision(decisionId), 'd', decisionId);
  }

  /** Returns the key of an account: JSON. */
  byte[] account(String accountId) {
    return key(HashTag.of(accountId), 'a', accountId);
  }

  /** Returns the key of an account's risk scores: a hash, see {@code scores.lua}. */
  byte[] scores(String accountId) {
    return key(HashTag.of(accountId), 'k', accountId);
  }

  /** Returns the key of a challenge: JSON. */
  byte[] challenge(String challengeId) {
    return key(tagOfChallenge(challengeId), 'c', challengeId);
  }

  /** Returns the key of the id of the challenge that an account has open for a rule of a policy. */
  byte[] open(int tag, String accountId, String rule, String policyDigest) {
    return key(tag, 'o', accountId + '\0' + rule + '\0' + policyDigest);
  }

  /** Returns the key of the mark of something that was used: until when it counts as used. */
  byte[] used(String id) {
    return key(HashTag.of(id), 'u', id);
  }

  /** Returns the tag of what there is one of. */
  static int tagOfSingles() {
    return HashTag.of("");
  }

  /** Returns the key of all overrides: a hash from {@link #field} to JSON. */
  byte[] overrides() {
    return key(tagOfSingles(), 'v', "");
  }

  /** Returns an override's field in the hash of all. */
  static byte[] field(LimitOverride.Key key) {
    return bytes(key.limit() + '\0' + key.owner() + '\0' + key.ownerId());
  }

  /** Returns the key of all published public keys: a hash from key id to JSON. */
  byte[] published() {
    return key(tagOfSingles(), 'p', "");
  }

  /** Returns the channel of changes of accounts: ids, each followed by a zero character. */
  String accountChanges() {
    return prefix + "changes:accounts";
  }

  /** Returns the channel of changes of overrides: messages are not read. */
  String overrideChanges() {
    return prefix + "changes:overrides";
  }

  private byte[] key(int tag, char kind, String name) {
    return bytes(prefix + '{' + digits(tag) + "}:" + kind + ':' + name);
  }

  /** Returns a tag in four hexadecimal digits. */
  private static String digits(int tag) {
    return Integer.toHexString(0x10000 | tag).substring(1);
  }

  /** Returns a text as Redis has it. */
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
