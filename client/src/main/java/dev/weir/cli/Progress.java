package dev.weir.cli;

import java.util.Optional;
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
    return new Progress(
        environment.progress()
            ? Optional.of(
                new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setUnit(" KiB", 1 << 10)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .build())
            : Optional.empty());
  }

  /** Counts what was done since the last call. */
  public void add(long bytes) {
    bar.ifPresent(shown -> shown.stepBy(bytes));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
