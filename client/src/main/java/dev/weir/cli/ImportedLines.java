package dev.weir.cli;

import dev.weir.v1.BatchPutAccountsResponse;
import dev.weir.v1.Rejection;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps apart the lines of a file and the positions of its accounts in the stream, so that whatever
 * is wrong is named by its line. Remembers only where they drift apart: the lines that were not
 * sent.
 */
final class ImportedLines {
  private static final int MOST_COMPLAINTS = 100;

  private final PrintWriter err;
  // From the position of each account that follows a line that was not sent, to how many lines were
  // not sent before it.
  private final TreeMap<Long, Long> skippedBefore = new TreeMap<>();
  private long read;
  private long sent;
  private long broken;

  ImportedLines(PrintWriter err) {
    this.err = err;
  }

  /** Counts a line. Returns whether there is anything on it. */
  boolean begin(String line) {
    read++;
    return !line.isBlank();
  }

  /** Counts the line as sent. */
  void sent() {
    long skipped = read - 1 - sent;
    Map.Entry<Long, Long> last = skippedBefore.lastEntry();
    if (last == null || last.getValue() != skipped) {
      skippedBefore.put(sent, skipped);
    }
    sent++;
  }

  /** Counts the line as broken, and names the first hundred such. */
  void broken(String problem) {
    broken++;
    if (broken <= MOST_COMPLAINTS) {
      complain(read, problem);
    }
  }

  /** Names what the server did not take, by line. */
  void complain(BatchPutAccountsResponse stored) {
    for (Rejection rejection : stored.getRejectionsList()) {
      complain(line(rejection.getIndex()), Rejections.words(rejection));
    }
    long unnamed =
        stored.getRejected() - stored.getRejectionsCount() + Math.max(0, broken - MOST_COMPLAINTS);
    if (unnamed > 0) {
      err.println("and " + Text.number(unnamed) + " more lines");
    }
  }

  /** Returns the server's answer, with the lines that were never sent among the rejected. */
  BatchPutAccountsResponse total(BatchPutAccountsResponse stored) {
    return stored.toBuilder().setRejected(stored.getRejected() + broken).build();
  }

  /** Returns the line, from 1, of the account at a position in the stream. */
  private long line(long position) {
    Map.Entry<Long, Long> skipped = skippedBefore.floorEntry(position);
    return position + 1 + (skipped == null ? 0 : skipped.getValue());
  }

  private void complain(long line, String problem) {
    err.println(Text.clean("line " + line + ": " + problem));
  }
}
