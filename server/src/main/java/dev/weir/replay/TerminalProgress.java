package dev.weir.replay;

import dev.weir.cli.Progress;
import dev.weir.cli.Text;
import dev.weir.replay.TraceLine.Broken;
import java.io.PrintWriter;

/** Shows a bar, and the first lines that cannot be replayed; of the others, only how many. */
final class TerminalProgress implements ReplayProgress, AutoCloseable {
  /** Goes back to the begin of the line and clears it: a bar may stand there. */
  private static final String CLEAR_LINE = "\r\033[K";

  private final Progress bar;
  private final PrintWriter err;
  private final boolean barShown;
  private final int mostShown;
  private long bytes;
  private long broken;

  /**
   * Creates a view of one replay.
   *
   * @param barShown whether the bar shares a terminal with {@code err}
   * @param mostShown how many broken lines are shown; with 0, they are not counted either
   */
  TerminalProgress(Progress bar, PrintWriter err, boolean barShown, int mostShown) {
    this.bar = bar;
    this.err = err;
    this.barShown = barShown;
    this.mostShown = mostShown;
  }

  @Override
  public void read(long total) {
    bar.add(total - bytes);
    bytes = total;
  }

  @Override
  public void broken(Broken line) {
    broken++;
    if (broken <= mostShown) {
      say("line " + line.number() + ": " + line.problem());
    }
  }

  @Override
  public void close() {
    if (mostShown > 0 && broken > mostShown) {
      say("and " + Text.plural(broken - mostShown, "more line") + " that cannot be replayed");
    }
  }

  private void say(String text) {
    err.println((barShown ? CLEAR_LINE : "") + Text.clean(text));
    err.flush();
  }
}
