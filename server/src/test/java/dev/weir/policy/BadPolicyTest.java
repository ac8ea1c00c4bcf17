package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What authors are told: each file in {@code bad} ends with the problems that it has, after {@code
 * #>}.
 */
final class BadPolicyTest {
  private static final Path FOLDER = Golden.RESOURCES.resolve("bad");
  private static final String MARK = "#> ";

  static Stream<String> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void saysExactlyWhatIsWrong(String name) throws IOException {
    String text = Files.readString(FOLDER.resolve(name));
    int expected = text.indexOf(MARK);
    String policy = expected < 0 ? text : text.substring(0, expected);
    List<PolicyProblem> problems = PolicyCompiler.compile(name, policy).problems();
    assertThat(problems).isNotEmpty();
    String found =
        problems.stream().map(problem -> MARK + problem + '\n').collect(Collectors.joining());
    Golden.assertCurrent(FOLDER.resolve(name), policy + found);
  }

  @Test
  void givesFiveMessagesForFiveMistakes() throws IOException {
    Compilation compilation =
        PolicyCompiler.compile("p.yaml", Files.readString(FOLDER.resolve("five-mistakes.yaml")));
    assertThat(compilation.problems()).hasSize(5);
    assertThat(compilation.policy()).isEmpty();
  }

  @Test
  void loadsAPolicyThatHasWarningsOnly() throws IOException {
    Compilation compilation =
        PolicyCompiler.compile(
            "p.yaml", Files.readString(FOLDER.resolve("kinds-without-challenge.yaml")));
    assertThat(compilation.problems()).hasSize(3);
    assertThat(compilation.policy()).isPresent();
  }

  @Test
  void refusesATextThatIsTooLarge() {
    assertThat(PolicyCompiler.compile("p.yaml", "#".repeat(Yaml.LARGEST + 1)).problems())
        .extracting(PolicyProblem::message)
        .containsExactly("262145 characters (expected: a policy of at most 262144)");
  }

  @Test
  void survivesABombOfNesting() {
    assertThat(PolicyCompiler.compile("p.yaml", "[".repeat(Yaml.LARGEST)).problems())
        .extracting(PolicyProblem::message)
        .containsExactly("nesting deeper than 20 levels");
  }

  @Test
  void survivesABombOfAliases() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    bomb.append("tiers: *a39\n");
    assertThat(PolicyCompiler.compile("p.yaml", bomb.toString()).problems()).isNotEmpty();
  }
}
