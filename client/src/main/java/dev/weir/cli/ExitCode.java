package dev.weir.cli;

/** What the process of a command ends with. Stable API: scripts branch on it. */
public final class ExitCode {
  /** It did what it was asked; for {@code check}: the verdict is ALLOW. */
  public static final int OK = 0;

  /** It failed for any reason that has no code of its own. */
  public static final int FAILURE = 1;

  /** The command, a file that it names, or a value that it gives is not valid. */
  public static final int USAGE = 2;

  /** The server could not be reached, or did not answer in time. */
  public static final int UNREACHABLE = 3;

  /** {@code check}: the verdict is CHALLENGE. */
  public static final int CHALLENGE = 10;

  /** {@code check}: the verdict is DENY. */
  public static final int DENY = 11;

  private ExitCode() {}
}
