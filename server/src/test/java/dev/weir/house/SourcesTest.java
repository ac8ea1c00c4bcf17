package dev.weir.house;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules on sources that compiled classes do not show, over all modules and their tests. */
final class SourcesTest {

  private static final List<Path> SOURCES =
      Repository.files(".java").stream().filter(file -> file.toString().contains("/src/")).toList();

  /** Assembled, so that the rules do not find themselves. */
  private static final Pattern SLEEP = Pattern.compile("\\bsleep" + "\\(|::" + "sleep\\b");

  /** Where time itself is what is waited for, or the only thing that is left to wait for. */
  private static final Set<String> MAY_SLEEP =
      Set.of(
          // A file must stay the same for a while, and may be on a system that tells of no change.
          "server/src/main/java/dev/weir/policy/PolicyWatcher.java",
          // Takes its samples at even distances, and asks processes that tell nothing by
          // themselves.
          "bench/src/main/java/dev/weir/load/Soak.java");

  /** By an annotation, whatever it depends on, or by an assumption. */
  private static final Pattern SKIPPED =
      Pattern.compile(
          "@([\\w.]+\\.)?(Dis"
              + "abled|En"
              + "abled|Ig"
              + "nore)"
              + "|\\bassum(e|ing)\\w*\\(|\\bAssum"
              + "ptions\\b|\\bTestAb"
              + "orted");

  private static final Pattern UNFINISHED =
      Pattern.compile(
          "\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b|new Unsupported" + "OperationException");

  /** Rules on what is not found hold of nothing at all as well. */
  @Test
  void theSourcesOfAllModulesAreFound() {
    assertThat(SOURCES).hasSizeGreaterThan(500);
    for (String module : List.of("client", "server", "bench")) {
      for (String of : List.of("main", "test")) {
        Path folder = Repository.ROOT.resolve(module).resolve("src").resolve(of);
        assertThat(SOURCES).as(Repository.name(folder)).anyMatch(file -> file.startsWith(folder));
      }
    }
  }

  @Test
  void everyPackageIsNullMarked() {
    Map<Path, List<Path>> byFolder = SOURCES.stream().collect(groupingBy(Path::getParent));
    List<String> unmarked =
        byFolder.keySet().stream()
            .filter(folder -> folder.toString().contains("/src/main/"))
            .filter(folder -> !isNullMarked(folder.resolve("package-info.java")))
            .map(Repository::name)
            .sorted()
            .toList();
    assertThat(unmarked)
        .as(
            "packages without a package-info.java that says @NullMarked: there nullness goes"
                + " unseen")
        .isEmpty();
  }

  @Test
  void nothingSleeps() {
    assertNowhere(
        SOURCES.stream().filter(file -> !MAY_SLEEP.contains(Repository.name(file))),
        SLEEP,
        "a sleep is either too short or too long: wait for what is meant");
  }

  @Test
  void noTestIsSkipped() {
    assertNowhere(SKIPPED, "a skipped test looks like one that passed");
  }

  @Test
  void nothingIsLeftUnfinished() {
    assertNowhere(UNFINISHED, "what is not done belongs into an issue, not into the code");
  }

  private static void assertNowhere(Pattern pattern, String why) {
    assertNowhere(SOURCES.stream(), pattern, why);
  }

  private static void assertNowhere(Stream<Path> files, Pattern pattern, String why) {
    assertThat(files.flatMap(file -> Repository.grep(file, pattern))).as(why).isEmpty();
  }

  private static boolean isNullMarked(Path packageInfo) {
    return Files.exists(packageInfo) && Repository.read(packageInfo).contains("@NullMarked");
  }
}
