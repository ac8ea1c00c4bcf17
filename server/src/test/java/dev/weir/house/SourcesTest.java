package dev.weir.house;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Rules on sources that compiled classes do not show, over all modules and their tests. */
final class SourcesTest {

  private static final List<Path> SOURCES =
      Repository.files(".java").stream().filter(file -> file.toString().contains("/src/")).toList();

  /** Assembled, so that the rules do not find themselves. */
  private static final Pattern SLEEP = Pattern.compile("Thread" + "\\.sleep\\(");

  private static final Pattern SKIPPED = Pattern.compile("@" + "(Disabled|Ignore)\\b");

  private static final Pattern UNFINISHED =
      Pattern.compile(
          "\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b|new Unsupported" + "OperationException");

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
    assertNowhere(SLEEP, "a sleep is either too short or too long: wait for what is meant");
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
    assertThat(SOURCES.stream().flatMap(file -> Repository.grep(file, pattern))).as(why).isEmpty();
  }

  private static boolean isNullMarked(Path packageInfo) {
    return Files.exists(packageInfo) && Repository.read(packageInfo).contains("@NullMarked");
  }
}
