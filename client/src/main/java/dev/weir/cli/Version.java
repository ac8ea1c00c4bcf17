package dev.weir.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Says which version this is: the one that the build wrote into the jar. */
final class Version implements IVersionProvider {
  private static final String BUILT = "/META-INF/maven/dev.weir/weir-client/pom.properties";

  @Override
  public String[] getVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(BUILT)) {
      if (in != null) {
        properties.load(in);
      }
    }
    return new String[] {
      "weir " + properties.getProperty("version", "(not packaged)"),
      "Java " + Runtime.version() + ", " + System.getProperty("os.name")
    };
  }
}
