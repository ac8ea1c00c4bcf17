package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.ConfigReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/configuration.md} current. After a change of settings run this test with {@code
 * -Dweir.docs=write}, which writes what it asks for.
 */
class ConfigurationDocsTest {
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");
  private static final String MARK =
      "<!-- From here on written by ConfigurationDocsTest, from the descriptions in the code."
          + " -->\n";

  @Test
  void theReferenceIsCurrent() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(page).contains(MARK);
    String current =
        page.substring(0, page.indexOf(MARK) + MARK.length())
            + ConfigReference.markdown(WeirConfig.defaults(Path.of("~")));
    if ("write".equals(System.getProperty("weir.docs"))) {
      Files.writeString(PAGE, current);
    }

    assertThat(page)
        .as("run with -Dweir.docs=write to bring %s up to date", PAGE)
        .isEqualTo(current);
  }
}
