package dev.weir.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Dependencies between the server's packages point one way. */
final class LayersTest {

  private static final JavaClasses SERVER = ServerClasses.MAIN;

  /** The one package that knows them all. */
  private static final String COMPOSITION_ROOT = "server";

  /** What other modules offer; which package may use their libraries is another rule. */
  private static final String[] MODULES = {"dev.weir.v1..", "dev.weir.client..", "dev.weir.cli.."};

  private static final Set<String> BASE = Set.of("config", "deadline", "validation");
  private static final Set<String> PORTS = with(BASE, "account", "challenge", "cohort", "limit");
  private static final Set<String> CORE = with(PORTS, "decision", "policy", "store");

  /** What each package may use of the others; whoever adds one says here where it stands. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("config", Set.of()),
          Map.entry("deadline", Set.of()),
          Map.entry("validation", Set.of()),
          Map.entry("account", BASE),
          Map.entry("limit", BASE),
          Map.entry("cohort", with(BASE, "account")),
          Map.entry("challenge", with(BASE, "account", "limit")),
          Map.entry("indicator", with(BASE, "cohort")),
          Map.entry("decision", PORTS),
          Map.entry("policy", with(PORTS, "decision")),
          Map.entry("store", PORTS),
          Map.entry("store.memory", with(PORTS, "store")),
          Map.entry("store.redis", with(PORTS, "store")),
          Map.entry("store.fallback", with(PORTS, "store")),
          Map.entry("audit", with(PORTS, "decision")),
          Map.entry("telemetry", CORE),
          Map.entry("api.grpc", CORE),
          Map.entry("api.admin", with(CORE, "api.grpc", "indicator")),
          Map.entry("api.http", CORE),
          Map.entry("replay", with(CORE, "api.admin", "api.grpc", "store.memory")));

  @Test
  void everyPackageHasItsPlace() {
    assertThat(MAY_USE.keySet())
        .as("packages that LayersTest.MAY_USE knows: add a new one with what it may use")
        .containsAll(packages());
  }

  @ParameterizedTest
  @MethodSource("packages")
  void packageUsesOnlyWhatStandsBelowIt(String name) {
    String[] allowed =
        with(MAY_USE.getOrDefault(name, Set.of()), name).stream()
            .map(LayersTest::qualified)
            .toArray(String[]::new);
    classes()
        .that(resideInAPackage(qualified(name)))
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("dev.weir.."))
                .or(resideInAnyPackage(allowed))
                .or(resideInAnyPackage(MODULES)))
        .because(
            "adapters use the core and the core uses ports, never the other way round: what is"
                + " decided must not depend on how it was asked, or on where state is kept")
        .check(SERVER);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices()
        .matching("dev.weir.(**)")
        .should()
        .beFreeOfCycles()
        .because("packages that need each other cannot be read, tested or changed alone")
        .check(SERVER);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void libraryStaysWhereItIsNeeded(String library, Set<String> users) {
    String[] allowed = users.stream().map(LayersTest::qualified).toArray(String[]::new);
    noClasses()
        .that(not(resideInAnyPackage(allowed)))
        .should()
        .dependOnClassesThat(resideInAPackage(library))
        .because("a library behind one package can be replaced, and its faults end there")
        .check(SERVER);
  }

  static Stream<Arguments> libraries() {
    Set<String> wire = Set.of("api.grpc", "api.admin", "telemetry", COMPOSITION_ROOT);
    return Stream.of(
        arguments("redis.clients..", Set.of("store.redis")),
        arguments("dev.cel..", Set.of("policy")),
        arguments("com.nimbusds..", Set.of("challenge", "indicator")),
        arguments("org.altcha..", Set.of("challenge")),
        arguments("io.opentelemetry..", Set.of("telemetry")),
        arguments("io.grpc..", wire),
        arguments("com.google.protobuf..", with(wire, "replay")));
  }

  static Set<String> packages() {
    return SERVER.stream()
        .map(type -> type.getPackageName().substring("dev.weir.".length()))
        .filter(name -> !name.equals(COMPOSITION_ROOT))
        .collect(toCollection(TreeSet::new));
  }

  private static Set<String> with(Set<String> packages, String... more) {
    return Stream.concat(packages.stream(), Stream.of(more)).collect(Collectors.toSet());
  }

  private static String qualified(String name) {
    return "dev.weir." + name;
  }
}
