package dev.weir.house;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** What is decided depends on arguments alone. */
final class PurityTest {

  private static final JavaClasses SERVER = ServerClasses.MAIN;

  /** What computes and keeps values in memory, and nothing else. */
  private static final String[] PURE = {
    "dev.weir..",
    "java.lang..",
    "java.math..",
    "java.util..",
    "org.jspecify..",
    "com.github.benmanes.caffeine..",
  };

  /** Everything that a replay runs on its own clock. */
  private static final String[] CLOCKLESS = {
    "dev.weir.account",
    "dev.weir.challenge",
    "dev.weir.decision",
    "dev.weir.indicator",
    "dev.weir.limit",
    "dev.weir.policy",
    "dev.weir.replay",
    "dev.weir.store",
    "dev.weir.store.memory",
  };

  @Test
  void engineDoesNoInputOrOutput() {
    classes()
        .that(resideInAnyPackage("dev.weir.decision"))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(PURE)
                .or(belongToAnyOf(Duration.class, InetAddress.class, StandardCharsets.class)))
        .because(
            "the engine reads no file, socket or clock and knows no wire format, so that a replay"
                + " and a test decide exactly as the server does")
        .check(SERVER);
  }

  @Test
  void timeIsAnArgument() {
    noClasses()
        .that(resideInAnyPackage(CLOCKLESS))
        .should()
        .accessTargetWhere(
            target(owner(belongToAnyOf(System.class, Clock.class, Instant.class)))
                .and(target(nameMatching("currentTimeMillis|nanoTime|now|system.*"))))
        .because("tests and replay own the clock: take the time as an argument, or a ticker")
        .check(SERVER);
  }

  @Test
  void randomnessIsInjected() {
    noClasses()
        .that(resideInAnyPackage(CLOCKLESS))
        .should()
        .accessTargetWhere(
            target(owner(belongToAnyOf(Math.class, ThreadLocalRandom.class, Random.class)))
                .and(target(nameMatching("random|current|<init>")))
                .or(target(owner(belongToAnyOf(UUID.class))).and(target(nameMatching("random.*")))))
        .because("what cannot be repeated cannot be tested: take a RandomGenerator")
        .check(SERVER);
  }

  @Test
  void stateBelongsToObjects() {
    fields()
        .that()
        .areStatic()
        .should()
        .beFinal()
        .because("two servers in one process, as every test starts them, share nothing")
        .check(SERVER);
  }

  @Test
  void standardStreamsBelongToTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.weir.server")
        .should(ACCESS_STANDARD_STREAMS)
        .because("a server speaks through its log, which has levels, times and a destination")
        .check(SERVER);
  }

  @Test
  void logsGoThroughOneInterface() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.weir.telemetry.Logging")
        .and()
        .haveNameNotMatching("dev\\.weir\\.audit\\.FileSink.*")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.util.logging..", "ch.qos.logback..", "org.apache.logging.."))
        .because(
            "slf4j is the interface; which library writes is set in one place, and the"
                + " decision log borrows that library's files")
        .check(SERVER);
  }
}
