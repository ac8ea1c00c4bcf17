package dev.weir.replay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.weir.account.Account;
import dev.weir.account.RiskScore;
import dev.weir.decision.Facts;
import dev.weir.limit.Usage;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nothing that decides could see what is true of a caller. */
final class TruthStaysOutsideTest {
  private static final JavaClasses WEIR =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.weir");

  @Test
  void onlyTheReplayKnowsTheType() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.weir.replay")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName(Truth.class.getName())
        .because(
            "a rule that could see who is of a campaign would catch them all, and none outside")
        .check(WEIR);
  }

  @Test
  void nothingThatAnEngineIsGivenCanCarryIt() {
    // A field of type Object, or of a type of the replay's, could smuggle it in.
    for (Class<?> given : Set.of(Facts.class, Account.class, RiskScore.class, Usage.class)) {
      assertThat(reachable(given))
          .as(given.getSimpleName())
          .doesNotContain(Object.class.getName())
          .noneMatch(name -> name.startsWith("dev.weir.replay"));
    }
  }

  @Test
  void factsAreTheSameWithTruthAndWithout() {
    String check = "\"check\":{\"principal\":{\"account_id\":\"a\"},\"labels\":{\"k\":\"v\"}}";
    String truth = "\"truth\":{\"campaign\":\"c\",\"class\":\"bot\",\"passes_challenge\":true}";
    assertThat(facts(check + "," + truth).toString()).isEqualTo(facts(check).toString());
  }

  private static Facts facts(String fields) {
    byte[] line =
        ("{\"at\":\"2026-05-01T00:00:00Z\"," + fields + "}").getBytes(StandardCharsets.UTF_8);
    return ((TraceLine.Checked) new TraceParser().parse(line, 0, line.length)).facts();
  }

  /** Returns the names of all types that a record's components have, and their components. */
  private static Set<String> reachable(Class<?> type) {
    Set<String> names = new HashSet<>();
    collect(type, names);
    return names;
  }

  private static void collect(Type type, Set<String> names) {
    if (names.add(type.getTypeName())
        && type instanceof Class<?> record
        && record.getRecordComponents() != null) {
      for (RecordComponent component : record.getRecordComponents()) {
        collect(component.getGenericType(), names);
      }
    }
  }
}
