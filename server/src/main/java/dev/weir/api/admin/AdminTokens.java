package dev.weir.api.admin;

import dev.weir.config.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens that open the administrative port, from a file with one on each line; blank lines and
 * lines that begin with {@code #} do not count. Changed by editing the file, which is looked at
 * once a second at most. Memory holds digests only. Thread-safe.
 */
public final class AdminTokens {
  /** The least length of a token, in characters. */
  public static final int SHORTEST = 32;

  private static final Logger LOG = LoggerFactory.getLogger(AdminTokens.class);
  private static final int LONGEST_FILE = 1 << 16;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path file;
  private final LongSupplier ticker;
  private final AtomicLong nextLook;
  private volatile Loaded loaded;

  /**
   * Reads the tokens.
   *
   * @param ticker monotonic nanoseconds, such as {@code System::nanoTime}
   * @throws IOException if the file cannot be read or holds no tokens; says in one line why and
   *     what to do
   */
  public AdminTokens(Path file, LongSupplier ticker) throws IOException {
    this.file = file;
    this.ticker = ticker;
    this.nextLook = new AtomicLong(ticker.getAsLong() + LOOK_NANOS);
    this.loaded = load(file);
    if (loaded.digests.isEmpty()) {
      throw new IOException(
          "admin token file " + file + ": holds no token (expected: one on each line)");
    }
  }

  /**
   * Writes a file with one random token of 256 bits, that only its owner can read, if there is
   * none.
   *
   * @param random cannot be predicted: a {@code SecureRandom}
   * @return whether it was written
   * @throws IOException if it cannot be; says in one line why and what to do
   */
  public static boolean createIfMissing(Path file, RandomGenerator random) throws IOException {
    return SecretFile.createIfMissing("admin", "token file", file, random);
  }

  /**
   * Returns whether {@code token} is one of the tokens, in a time that does not depend on how much
   * of it is right.
   */
  boolean contains(String token) {
    look();
    byte[] digest = digest(token);
    boolean found = false;
    for (byte[] expected : loaded.digests) {
      found |= MessageDigest.isEqual(digest, expected);
    }
    return found;
  }

  /** Returns the file, for messages. */
  Path file() {
    return file;
  }

  private void look() {
    long now = ticker.getAsLong();
    long due = nextLook.get();
    if (now - due < 0 || !nextLook.compareAndSet(due, now + LOOK_NANOS)) {
      return;
    }
    try {
      if (!Stamp.of(file).equals(loaded.stamp)) {
        loaded = load(file);
        LOG.info("Read the admin tokens again: {} of them", loaded.digests.size());
      }
    } catch (IOException e) {
      LOG.error("The admin tokens stay as they were: {}", e.getMessage());
    }
  }

  private static Loaded load(Path file) throws IOException {
    try {
      Stamp stamp = Stamp.of(file);
      if (stamp.size > LONGEST_FILE) {
        throw new IOException("admin token file " + file + ": longer than 64 KiB");
      }
      List<byte[]> digests = new ArrayList<>();
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        String token = line.strip();
        if (token.isEmpty() || token.startsWith("#")) {
          continue;
        }
        if (token.length() < SHORTEST) {
          throw new IOException(
              "admin token file %s:%d: a token of %d characters (expected: at least %d)"
                  .formatted(file, number, token.length(), SHORTEST));
        }
        digests.add(digest(token));
      }
      return new Loaded(stamp, List.copyOf(digests));
    } catch (NoSuchFileException e) {
      throw new IOException("admin token file " + file + ": there is no such file", e);
    } catch (FileSystemException e) {
      throw new IOException(
          "admin token file " + file + ": cannot be read: " + SecretFile.reason(e), e);
    }
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Tells two versions of a file apart. */
  private record Stamp(FileTime modified, long size) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(attributes.lastModifiedTime(), attributes.size());
    }
  }

  private record Loaded(Stamp stamp, List<byte[]> digests) {}
}
