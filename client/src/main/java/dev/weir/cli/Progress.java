package dev.weir.cli;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how far long work got, on standard error, where that is a terminal; otherwise shows
 * nothing.
 */
public final class Progress implements AutoCloseable {
  private final Optional<ProgressBar> bar;

  private Progress(Optional<ProgressBar> bar) {
    this.bar = bar;
  }

  /**
   * Begins to show work that is measured in bytes.
   *
   * @param total how many there are; -1 if unknown
   */
  public static Progress ofBytes(Environment environment, String task, long total) {
    return of(environment, task, total, "KiB", 1 << 10);
  }

  /**
   * Begins to show work that is measured in milliseconds of a time that is not this machine's.
   *
   * @param total how many there are
   */
  public static Progress ofHours(Environment environment, String task, long total) {
    return of(environment, task, total, "h", TimeUnit.HOURS.toMillis(1));
  }

  private static Progress of(
      Environment environment, String task, long total, String unit, long size) {
    return new Progress(
        environment.progress()
            ? Optional.of(
                new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setUnit(" " + unit, size)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .build())
            : Optional.empty());
  }

  /** Counts what was done since the last call, in bytes or milliseconds. */
  public void add(long done) {
    bar.ifPresent(shown -> shown.stepBy(done));
  }

  /** Shows a few words beside the bar, instead of those before. */
  public void say(String words) {
    bar.ifPresent(shown -> shown.setExtraMessage(words));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
