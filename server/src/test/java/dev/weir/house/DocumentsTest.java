package dev.weir.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents and scripts say what is there, on any machine. */
final class DocumentsTest {

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.+?) *#*$", Pattern.MULTILINE);
  private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```|`[^`\\n]*`");

  /** Folders that only some machine has; {@code /tmp} and {@code /usr} are everybody's. */
  private static final Pattern MACHINE =
      Pattern.compile("(?<![\\w.$}/])/(work|home|root|Users|mnt|srv)/[\\w.]");

  private static final Pattern REGISTRY =
      Pattern.compile(
          "repo[\\w.-]*\\.maven\\.apache\\.org|repo1\\.maven\\.org|registry\\.npmjs\\.org"
              + "|(?<![\\w.])pypi\\.org|proxy\\.golang\\.org|deb\\.debian\\.org");

  private static final Set<String> TEXT =
      Set.of("java", "md", "xml", "yaml", "yml", "json", "properties", "proto", "sh", "txt", "tpl");

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(String page) {
    Path file = Repository.ROOT.resolve(page);
    String prose = CODE.matcher(Repository.read(file)).replaceAll("");
    List<String> broken =
        LINK.matcher(prose)
            .results()
            .map(link -> link.group(1))
            .filter(target -> !target.matches("[a-z][a-z0-9+.-]*:.*"))
            .filter(target -> !leadsSomewhere(file, target))
            .toList();
    assertThat(broken).as("links of %s without a file or heading", page).isEmpty();
  }

  @Test
  void nothingDependsOnOneMachine() {
    assertThat(texts().flatMap(file -> Repository.grep(file, MACHINE)))
        .as("paths that exist on one machine only")
        .isEmpty();
  }

  @Test
  void packagesComeFromWhereTheUserSays() {
    assertThat(
            texts()
                .filter(file -> !file.endsWith("maven-wrapper.properties"))
                .filter(file -> !file.endsWith(Path.of("house", "DocumentsTest.java")))
                .filter(file -> !file.getFileName().toString().startsWith("mvnw"))
                .flatMap(file -> Repository.grep(file, REGISTRY)))
        .as("addresses of package registries: a mirror is the user's own setting")
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void scriptParses(String script) throws IOException, InterruptedException {
    Process bash =
        new ProcessBuilder("bash", "-n", Repository.ROOT.resolve(script).toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(bash.getInputStream().readAllBytes(), UTF_8);
    assertThat(bash.waitFor()).as(output).isZero();
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void scriptIsExecutable(String script) {
    assertThat(Repository.ROOT.resolve(script)).isExecutable();
  }

  static Stream<String> pages() {
    return Repository.files(".md").stream().map(Repository::name);
  }

  static Stream<String> scripts() {
    return Repository.files().stream().filter(Repository::isScript).map(Repository::name);
  }

  private static Stream<Path> texts() {
    return Repository.files().stream()
        .filter(file -> TEXT.contains(extension(file)) || Repository.isScript(file));
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static boolean leadsSomewhere(Path page, String target) {
    int hash = target.indexOf('#');
    String path = hash < 0 ? target : target.substring(0, hash);
    Path file = path.isEmpty() ? page : page.resolveSibling(path).normalize();
    if (!file.startsWith(Repository.ROOT) || !Files.exists(file)) {
      return false;
    }
    boolean toHeading = hash >= 0 && file.toString().endsWith(".md");
    return !toHeading || anchors(Repository.read(file)).contains(target.substring(hash + 1));
  }

  /** Returns the anchors that a page's headings get when it is rendered. */
  private static Set<String> anchors(String page) {
    return HEADING
        .matcher(page)
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
