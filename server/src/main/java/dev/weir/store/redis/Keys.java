package dev.weir.store.redis;

import dev.weir.cohort.Cohort;
import dev.weir.limit.DecisionId;
import dev.weir.limit.HashTag;
import dev.weir.limit.LimitOverride;
import dev.weir.limit.Subject;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * Names of all keys and channels. A key is {@code PREFIX{TAG}:KIND:NAME}, where TAG is a {@link
 * HashTag} in four hexadecimal digits, the only part that Redis Cluster hashes: what has one tag
 * lives in one slot.
 */
final class Keys {
  private static final int HASH_DIGITS = 16;

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

  /** Returns the key of the mark of something that was used: until when it is, and by whom. */
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

  /**
   * Returns the key of the sample of a cohort's members: a packed string, see {@code observe.lua}.
   */
  byte[] sample(Cohort.Key key) {
    return key(Shards.tag(Shards.of(key)), 'm', cohort(key));
  }

  /**
   * Adds what a script that is about cohorts takes.
   *
   * @param scored the name of each cohort and its score, as a sorted set has them
   * @param touched gets the key of the sample of each
   * @param arguments gets what is scored
   */
  void addSamples(List<?> scored, List<byte[]> touched, List<byte[]> arguments) {
    for (int i = 0; i < scored.size(); i += 2) {
      touched.add(sample(cohort(Replies.text(scored.get(i)))));
      arguments.add(Replies.bytes(scored.get(i)));
      arguments.add(Replies.bytes(scored.get(i + 1)));
    }
  }

  /** Returns the key of the part of the sample of the whole population that a shard has. */
  byte[] population(int shard) {
    return key(Shards.tag(shard), 'm', "");
  }

  /** Returns a cohort's name in sorted sets and hashes: its value in hexadecimal, and its trait. */
  static String cohort(Cohort.Key key) {
    return HexFormat.of().toHexDigits(key.value()) + key.trait();
  }

  /** Returns the cohort that has a name. */
  static Cohort.Key cohort(String name) {
    return new Cohort.Key(
        name.substring(HASH_DIGITS), HexFormat.fromHexDigitsToLong(name, 0, HASH_DIGITS));
  }

  /** Returns the key of when a shard's cohorts are due: a sorted set. */
  byte[] due(int shard) {
    return key(Shards.tag(shard), 'h', "due");
  }

  /** Returns the key of a shard's cohorts that were due and are being assessed: a sorted set. */
  byte[] taken(int shard) {
    return key(Shards.tag(shard), 'h', "taken");
  }

  /**
   * Returns the key of a shard's cohorts of which nothing is held: a sorted set, see {@code
   * room.lua}.
   */
  byte[] seen(int shard) {
    return key(Shards.tag(shard), 'h', "seen");
  }

  /** Returns the key of what is held of a shard's cohorts: a hash, see {@code judge.lua}. */
  byte[] judgements(int shard) {
    return key(Shards.tag(shard), 'h', "judgements");
  }

  /** Returns the key of when a shard's judgements were written: a sorted set. */
  byte[] judged(int shard) {
    return key(Shards.tag(shard), 'h', "judged");
  }

  /** Returns the key of a shard's cohorts of which an assessment holds something: a sorted set. */
  byte[] held(int shard) {
    return key(Shards.tag(shard), 'h', "held");
  }

  /** Returns the key of a shard's cohorts of which nothing is held any more: a sorted set. */
  byte[] lifted(int shard) {
    return key(Shards.tag(shard), 'h', "lifted");
  }

  /** Returns the key of how a shard's accounts answered: a hash, see {@code answer.lua}. */
  byte[] answers(int shard) {
    return key(Shards.tag(shard), 'h', "answers");
  }

  /** Returns the key of when a shard's answers were written: a sorted set. */
  byte[] answered(int shard) {
    return key(Shards.tag(shard), 'h', "answered");
  }

  /** Returns the key of some claims of a shard: a packed string, see {@code claim.lua}. */
  byte[] claims(int shard, int bucket) {
    return key(Shards.tag(shard), 'w', Integer.toHexString(bucket));
  }

  /** Returns the key of the lease of who assesses cohorts: see {@code lead.lua}. */
  byte[] lease() {
    return key(tagOfSingles(), 'l', "");
  }

  /** Returns the key of the key under which cohorts are hashed: base64. */
  byte[] cohortKey() {
    return key(tagOfSingles(), 'y', "");
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
