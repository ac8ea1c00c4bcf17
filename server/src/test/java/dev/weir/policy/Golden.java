package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that hold what some output must be. {@code -Dweir.golden=update} writes them anew, to be
 * read before they go in.
 */
final class Golden {
  /** Where this module's test files are; tests run in the module's folder. */
  static final Path RESOURCES = Path.of("src/test/resources/dev/weir/policy");

  private Golden() {}

  static void assertCurrent(Path file, String text) throws IOException {
    if ("update".equals(System.getProperty("weir.golden"))) {
      Files.writeString(file, text);
    }
    assertThat(text)
        .as("%s is current; -Dweir.golden=update makes it so", file)
        .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
  }
}
