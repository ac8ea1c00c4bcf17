package dev.weir.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A process that was started for a run and ends with it; what it prints goes to a file.
 * Thread-safe.
 */
final class OwnProcess implements AutoCloseable {
  private static final long POLL_MILLIS = 10;

  private final String name;
  private final Process process;
  private final Path log;

  private OwnProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a process.
   *
   * @param name for whoever reads that it failed
   * @param log where to write what it prints
   * @throws IOException where it cannot be started
   */
  static OwnProcess start(String name, Path log, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    // What the user has set for servers of their own is not meant for this one.
    builder.environment().keySet().removeIf(variable -> variable.startsWith("WEIR_"));
    return new OwnProcess(name, builder.start(), log);
  }

  /**
   * Waits until it is ready.
   *
   * @throws IOException where it ends before, or takes longer; says its last words
   */
  void await(BooleanSupplier ready, Duration patience) throws IOException, InterruptedException {
    long left = patience.toMillis();
    while (!ready.getAsBoolean()) {
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IOException(name + " ended: " + lastWords());
      }
      left -= POLL_MILLIS;
      if (left < 0) {
        throw new IOException(
            name + " was not ready within " + patience.toSeconds() + " s: " + lastWords());
      }
    }
  }

  /** Returns the CPU time that it has spent, in nanoseconds; none where the system does not say. */
  Optional<Long> cpu() {
    return process.info().totalCpuDuration().map(Duration::toNanos);
  }

  long pid() {
    return process.pid();
  }

  /**
   * Stops it without ending it: connections stay, and nothing is answered.
   *
   * @throws IOException where it cannot be told, such as when it has ended
   */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /**
   * Lets it go on.
   *
   * @throws IOException where it cannot be told
   */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** Kills it, and returns when it is gone. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends a signal, and returns when it is sent. */
  private void signal(String signal) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    int code = kill.waitFor();
    if (code != 0) {
      throw new IOException(name + " did not get the signal " + signal + ": kill returned " + code);
    }
  }

  private String lastWords() throws IOException {
    List<String> lines =
        Files.readString(log, StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
    return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
  }
}
