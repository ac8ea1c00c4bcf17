package dev.weir.challenge;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys from a JWK set file: the first signs, all verify, and no others do. The file is looked at
 * every few seconds at most; a version that cannot be used leaves the last one in force.
 */
final class FileKeys implements ClearanceKeys {
  private static final Logger LOG = LoggerFactory.getLogger(FileKeys.class);
  private static final long LONGEST_FILE = 1 << 20;

  /** How soon a removed key no longer verifies. */
  static final long LOOK_MILLIS = 10_000;

  /** How soon an added key does, where a token names it. */
  static final long FIND_MILLIS = 1_000;

  private final Path file;
  private final AtomicLong lastLook;
  private volatile Loaded loaded;

  /**
   * Reads the keys.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it holds no such keys; says why in one line, and never
   *     shows a key
   */
  FileKeys(Path file, long now) throws IOException {
    this.file = file;
    this.lastLook = new AtomicLong(now);
    this.loaded = load(file);
  }

  @Override
  public CompletionStage<ECKey> signing(long now) {
    look(now, FIND_MILLIS);
    return CompletableFuture.completedFuture(loaded.signing);
  }

  @Override
  public @Nullable VerifyingKey atHand(String keyId, long now) {
    look(now, LOOK_MILLIS);
    return loaded.verifying.get(keyId);
  }

  @Override
  public CompletionStage<Optional<VerifyingKey>> find(String keyId, long now, long timeoutNanos) {
    look(now, FIND_MILLIS);
    return CompletableFuture.completedFuture(Optional.ofNullable(loaded.verifying.get(keyId)));
  }

  /**
   * Reads the file again if it has changed, unless it was looked at within {@code intervalMillis}.
   */
  private void look(long now, long intervalMillis) {
    long last = lastLook.get();
    if (Math.abs(now - last) < intervalMillis || !lastLook.compareAndSet(last, now)) {
      return;
    }
    try {
      if (!stamp(file).equals(loaded.stamp)) {
        loaded = load(file);
        LOG.info("Read the clearance keys again: {} signs", loaded.signing.getKeyID());
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.error("The clearance keys stay as they were: {}", e.toString());
    }
  }

  private static Loaded load(Path file) throws IOException {
    Stamp stamp = stamp(file);
    if (stamp.size > LONGEST_FILE) {
      throw new IllegalArgumentException(file + ": longer than a JWK set is (1 MiB)");
    }
    try {
      return load(stamp, JWKSet.parse(Files.readString(file)));
    } catch (ParseException e) {
      throw new IllegalArgumentException(file + ": no JWK set", null);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static Loaded load(Stamp stamp, JWKSet set) {
    if (set.isEmpty()) {
      throw new IllegalArgumentException("no keys (expected: at least one)");
    }
    Map<String, VerifyingKey> verifying = new LinkedHashMap<>();
    for (JWK jwk : set.getKeys()) {
      VerifyingKey key = VerifyingKey.of(jwk);
      if (verifying.put(key.keyId(), key) != null) {
        throw new IllegalArgumentException("two keys with kid " + key.keyId());
      }
    }
    ECKey first = VerifyingKey.requireSuitable(set.getKeys().getFirst());
    if (!first.isPrivate()) {
      throw new IllegalArgumentException(
          "key " + first.getKeyID() + " is public (expected: a private key first, which signs)");
    }
    return new Loaded(stamp, first, Map.copyOf(verifying));
  }

  private static Stamp stamp(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new Stamp(attributes.lastModifiedTime(), attributes.size());
  }

  /** Tells two versions of a file apart. */
  private record Stamp(FileTime modified, long size) {}

  private record Loaded(Stamp stamp, ECKey signing, Map<String, VerifyingKey> verifying) {}
}
