package dev.weir.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import dev.weir.telemetry.LogConfig.Format;
import dev.weir.telemetry.LogConfig.Level;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What the process's log looks like. Changes the whole process's log, and puts it back. */
class LoggingTest {
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @AfterEach
  void putBack() throws Exception {
    System.setErr(stderr);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ContextInitializer(context).autoConfig();
  }

  @Test
  void aLineOfJsonForEachEventWithItsException() throws Exception {
    log(Format.JSON, true);

    String[] lines = written.toString(StandardCharsets.UTF_8).split("\n");
    assertThat(lines).hasSize(2);
    JsonNode first = new ObjectMapper().readTree(lines[0]);
    assertThat(first.get("level").asString()).isEqualTo("INFO");
    assertThat(first.get("formattedMessage").asString()).isEqualTo("two\nlines and \"quotes\"");
    assertThat(first.get("timestamp").asLong()).isPositive();
    assertThat(new ObjectMapper().readTree(lines[1]).get("throwable").get("message").asString())
        .isEqualTo("why");
  }

  @Test
  void linesForPeople() {
    log(Format.TEXT, false);

    assertThat(written.toString(StandardCharsets.UTF_8))
        .containsPattern("(?m)^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  two$")
        .contains("WARN  broken", "IllegalStateException: why", "\tat ");
  }

  @Test
  void goesByWhoWatchesUnlessTold() {
    log(Format.AUTO, false);
    assertThat(written.toString(StandardCharsets.UTF_8)).startsWith("{");
    written.reset();
    log(Format.AUTO, true);
    assertThat(written.toString(StandardCharsets.UTF_8)).doesNotStartWith("{");
  }

  /** Logs two events that count, and two that do not. */
  private void log(Format format, boolean terminal) {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    Logging.configure(new LogConfig(Level.INFO, format), terminal);
    LoggerFactory.getLogger("dev.weir.test").info("two\nlines and {}", "\"quotes\"");
    LoggerFactory.getLogger("dev.weir.test").warn("broken", new IllegalStateException("why"));
    LoggerFactory.getLogger("dev.weir.test").debug("too fine");
    LoggerFactory.getLogger("a.library").info("of no interest");
    System.setErr(stderr);
  }
}
