package dev.weir.client;

import dev.weir.v1.CheckRequest;
import dev.weir.v1.ReportRequest;
import java.util.HashMap;
import java.util.Map;

/**
 * One request that was let in, from its check to its report. Whoever serves it says what it used;
 * when it has ended, that is reported, once. Thread-safe.
 *
 * <p>Where nobody says what it used, what the check reserved is reported, its input tokens and the
 * most output tokens: a front end that forgets to say it loosens no limit.
 */
public final class Exchange {
  private final WeirClient client;
  private final CheckRequest request;
  private final CheckResult result;
  private final Map<String, Double> signals = new HashMap<>();
  private long inputTokens;
  private long outputTokens;
  private boolean ended;

  /** Begins with the answer to a check. */
  public Exchange(WeirClient client, CheckRequest request, CheckResult result) {
    this.client = client;
    this.request = request;
    this.result = result;
    this.inputTokens = request.getOperation().getInputTokens();
    this.outputTokens = request.getOperation().getMaxOutputTokens();
  }

  /** Returns the answer to the check. */
  public CheckResult result() {
    return result;
  }

  /** Says what the request used; the last call before the end counts. Both are at least 0. */
  public synchronized void used(long inputTokens, long outputTokens) {
    if (inputTokens < 0 || outputTokens < 0) {
      throw new IllegalArgumentException(
          "tokens: " + inputTokens + " and " + outputTokens + " (expected: >= 0)");
    }
    this.inputTokens = inputTokens;
    this.outputTokens = outputTokens;
  }

  /**
   * Adds the score of a classifier that ran over the exchange, in [0,1]. It is reported, and does
   * not count yet: push what counts as a risk score of the account.
   */
  public synchronized void signal(String name, double score) {
    signals.put(name, score);
  }

  /**
   * Reports; only the first call does. Never blocks or fails.
   *
   * @param outcome how it ended, in a word, such as {@code ok} or {@code error}
   */
  public void end(String outcome) {
    ReportRequest report;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      report =
          ReportRequest.newBuilder()
              .setDecisionId(result.decisionId())
              .setAccountId(request.getPrincipal().getAccountId())
              .setInputTokens(inputTokens)
              .setOutputTokens(outputTokens)
              .setOutcome(outcome)
              .putAllSignals(signals)
              .build();
    }
    client.report(report);
  }
}
