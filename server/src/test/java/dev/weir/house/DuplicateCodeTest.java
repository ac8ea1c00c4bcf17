package dev.weir.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import net.sourceforge.pmd.cpd.CPDConfiguration;
import net.sourceforge.pmd.cpd.CPDReport;
import net.sourceforge.pmd.cpd.CpdAnalysis;
import net.sourceforge.pmd.cpd.Mark;
import net.sourceforge.pmd.cpd.Match;
import net.sourceforge.pmd.lang.LanguageRegistry;
import net.sourceforge.pmd.lang.document.FileLocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No code stands twice, in one module or in two. */
final class DuplicateCodeTest {

  /** About ten lines. */
  private static final int LONGEST_DUPLICATE_TOKENS = 100;

  private static final Path THIS =
      Repository.ROOT.resolve("server/src/test/java/dev/weir/house/DuplicateCodeTest.java");

  @Test
  void noCodeStandsTwice() throws IOException {
    List<Path> sources =
        Repository.files(".java").stream()
            .filter(file -> file.toString().contains("/src/"))
            .toList();
    assertThat(duplicates(sources))
        .as("code that stands twice gets mended once: give it one place and a name")
        .isEmpty();
  }

  @Test
  void copiesAreFound(@TempDir Path folder) throws IOException {
    String source = Repository.read(THIS);
    Path one = Files.writeString(folder.resolve("One.java"), source);
    Path two = Files.writeString(folder.resolve("Two.java"), source);
    assertThat(duplicates(List.of(one, two))).isNotEmpty();
  }

  private static List<String> duplicates(List<Path> sources) throws IOException {
    LanguageRegistry java =
        LanguageRegistry.CPD.filter(language -> language.getId().equals("java"));
    CPDConfiguration configuration = new CPDConfiguration(java);
    configuration.setOnlyRecognizeLanguage(java.getLanguageById("java"));
    configuration.setMinimumTileSize(LONGEST_DUPLICATE_TOKENS);
    configuration.setSourceEncoding(UTF_8);
    List<String> found = new ArrayList<>();
    try (CpdAnalysis analysis = CpdAnalysis.create(configuration)) {
      sources.forEach(source -> analysis.files().addFile(source));
      analysis.performAnalysis(report -> describe(report, found));
    }
    return found;
  }

  private static void describe(CPDReport report, List<String> found) {
    report.getProcessingErrors().forEach(error -> found.add(error.getMsg()));
    for (Match match : report.getMatches()) {
      StringJoiner places = new StringJoiner(" and ");
      for (Mark mark : match) {
        FileLocation location = mark.getLocation();
        Path file = Path.of(location.getFileId().getAbsolutePath());
        places.add(Repository.name(file) + ":" + location.getStartLine());
      }
      found.add(match.getLineCount() + " lines: " + places);
    }
  }
}
