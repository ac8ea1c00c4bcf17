package dev.weir.load;

import dev.weir.cli.Environment;
import dev.weir.cli.Text;
import dev.weir.load.Results.Second;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Says in one line, written over each second, how far a run is and how it goes. */
final class SecondsLine implements AutoCloseable {
  private static final String ERASE = "\r\u001b[K";

  private final PrintWriter terminal;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("weir-bench-progress").factory());

  /**
   * Creates one that says nothing where nobody sees progress.
   *
   * @param terminal where progress is shown
   */
  SecondsLine(Environment environment, PrintWriter terminal) {
    this.terminal = environment.progress() ? terminal : new PrintWriter(PrintWriter.nullWriter());
  }

  /** Says that something is being waited for. */
  void say(String words) {
    terminal.print(ERASE + words);
    terminal.flush();
  }

  /** Shows results as they come. */
  void follow(Results results) {
    int[] shown = {0};
    var _ =
        thread.scheduleAtFixedRate(
            () -> {
              if (shown[0] < results.seconds().size()) {
                say(line(results, shown[0]++));
              }
            },
            1,
            1,
            TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
    terminal.print(ERASE);
    terminal.flush();
  }

  private static String line(Results results, int index) {
    Second second = results.seconds().get(index);
    return String.format(
        Locale.ROOT,
        "%,d of %,d s: %s sent, %s not sent, p99 %.2f ms",
        index + 1,
        results.seconds().size(),
        Text.plural(second.sent(), "check"),
        Text.number(second.notSent()),
        second.latency().getValueAtPercentile(99) / 1_000.0);
  }
}
