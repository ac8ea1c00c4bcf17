package dev.weir.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is. */
final class Build {
  private static final String BUILT = "/META-INF/maven/dev.weir/weir-server/pom.properties";

  private Build() {}

  /** Returns the version that the build wrote into the jar; {@code dev} where there is no jar. */
  static String version() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream(BUILT)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "dev");
  }
}
