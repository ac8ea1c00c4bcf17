package dev.weir.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Finds a {@code redis-server}: the one on the PATH, or else the one that a test dependency
 * carries, copied to a temporary folder as it writes beside itself.
 */
final class RedisExecutable {
  private static final String NAME = "redis-server";

  private RedisExecutable() {}

  /** Returns an executable file. */
  static Path find() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      Path file = Path.of(folder.isEmpty() ? "." : folder, NAME);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    return Copy.FILE;
  }

  /** Made once for all tests of a JVM, and deleted with it. */
  private static final class Copy {
    static final Path FILE = create();

    private static Path create() {
      String resource = "/" + resource();
      try (InputStream in = RedisExecutable.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IllegalStateException(
              "no " + NAME + " on the PATH, and none for this platform in embedded-redis");
        }
        Path file = TemporaryFolders.create("weir-redis-server").resolve(NAME);
        Files.copy(in, file);
        if (!file.toFile().setExecutable(true)) {
          throw new IOException("cannot make " + file + " executable");
        }
        return file;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String resource() {
      boolean arm = System.getProperty("os.arch").matches("aarch64|arm64");
      boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
      if (mac) {
        return "redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64");
      }
      return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
    }
  }
}
