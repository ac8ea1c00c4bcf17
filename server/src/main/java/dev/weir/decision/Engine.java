package dev.weir.decision;

import java.util.concurrent.CompletionStage;

/** Decides requests. Thread-safe. */
public interface Engine {

  /**
   * Decides one request. The stage never fails: where nothing can be known, the policy's failure
   * verdict is returned with {@link Evidence#NONE}. Nothing blocks the caller; where no store call
   * is waited for, the stage is already complete.
   *
   * @param now epoch milliseconds
   * @param budget how long the answer is of use; the policy's own budget applies as well
   */
  CompletionStage<Decision> decide(Facts facts, long now, Budget budget);
}
