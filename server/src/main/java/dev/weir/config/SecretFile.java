package dev.weir.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * Files with one secret of random bytes, as base64. What is thrown says in one line what is wrong
 * and never shows the secret.
 */
public final class SecretFile {
  private static final int LONGEST = 4096;
  private static final int BYTES = 32;

  private SecretFile() {}

  /**
   * Writes a file with one random secret of 256 bits, that only its owner can read, if there is
   * none.
   *
   * @param owner whose it is, and {@code kind} what it is, such as "admin" and "token file"; for
   *     messages
   * @param random cannot be predicted: a {@code SecureRandom}
   * @return whether it was written
   * @throws IOException if it cannot be; says in one line why and what to do
   */
  public static boolean createIfMissing(
      String owner, String kind, Path file, RandomGenerator random) throws IOException {
    if (Files.exists(file)) {
      return false;
    }
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n";
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder, permissions(folder, "rwx------"));
      }
      write(file, text);
      return true;
    } catch (FileAlreadyExistsException e) {
      if (Files.isRegularFile(file)) {
        // Another process was faster.
        return false;
      }
      throw unwritable(owner, kind, file, e);
    } catch (FileSystemException e) {
      throw unwritable(owner, kind, file, e);
    }
  }

  /** Writes a new file that nobody ever sees without its text, and only its owner can read. */
  private static void write(Path file, String text) throws IOException {
    Path written =
        Files.createTempFile(
            file.toAbsolutePath().getParent(), ".secret", null, permissions(file, "rw-------"));
    try {
      Files.writeString(written, text);
      place(written, file);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** Unlike a move, a link never replaces what another process wrote meanwhile. */
  private static void place(Path written, Path file) throws IOException {
    try {
      Files.createLink(file, written);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // Not every file system has links; it then says itself what else is wrong.
      Files.move(written, file);
    }
  }

  /**
   * Returns the secret in a file, such as {@code head -c 32 /dev/urandom | base64} writes: base64
   * (of either alphabet), with white space around it ignored.
   *
   * @throws IOException if the file cannot be read or is too long
   * @throws IllegalArgumentException if it holds no secret
   */
  public static byte[] read(Path file) throws IOException {
    if (Files.size(file) > LONGEST) {
      throw new IOException(file + ": longer than a key file is (" + LONGEST + " bytes)");
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    try {
      return Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + ": not base64 (make a key with: head -c 32 /dev/urandom | base64)", null);
    }
  }

  /** Returns why the system refused something. */
  public static String reason(FileSystemException e) {
    String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    return e.getFile() == null ? reason : e.getFile() + ": " + reason;
  }

  private static IOException unwritable(
      String owner, String kind, Path file, FileSystemException e) {
    return new IOException(
        owner
            + " "
            + kind
            + " "
            + file
            + ": cannot be written: "
            + reason(e)
            + " (set WEIR_HOME to a folder that can, or name a "
            + kind
            + " that exists)",
        e);
  }

  private static FileAttribute<?>[] permissions(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
