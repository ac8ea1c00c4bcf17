package dev.weir.cohort;

/**
 * Which models a member used: the one that it began to use last, and the one before. By these a
 * cohort is found that moves to a new model all at once.
 *
 * @param newest what stands for the model that it began to use last, in 16 bits; 0 if none is known
 * @param before what stands for the one before, in 16 bits; 0 if none is known
 * @param since when it began to use the newest, in epoch milliseconds
 */
public record ModelUse(int newest, int before, long since) {
  /** No model is known. */
  public static final ModelUse NONE = new ModelUse(0, 0, 0);

  /** Returns what is known after a later request: who goes back to a model has not moved. */
  ModelUse then(ModelUse later) {
    if (later.newest == 0 || later.newest == before) {
      return this;
    }
    if (newest == 0) {
      return later;
    }
    if (later.newest == newest) {
      return before != 0 || later.before == 0
          ? new ModelUse(newest, before, Math.min(since, later.since))
          : later;
    }
    return new ModelUse(later.newest, newest, later.since);
  }
}
