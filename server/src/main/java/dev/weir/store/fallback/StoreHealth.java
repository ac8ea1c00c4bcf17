package dev.weir.store.fallback;

/** Tells whether the real store is in use. Thread-safe. */
public interface StoreHealth {

  /** Returns whether requests are counted in the real store; if not, on this replica alone. */
  boolean reachable();

  /** Returns how the fallback did since it was created. */
  Stats stats();

  /**
   * How a fallback did.
   *
   * @param local acquisitions that were counted on this replica alone
   * @param late answers of the store about limits or challenges that came after the caller had been
   *     answered
   * @param refused calls that the store refused for reasons that waiting does not mend
   * @param known acquisitions that were refused without asking the store, which had said until when
   *     it would
   * @param leased acquisitions that were decided without asking the store, by what had been taken
   *     of their limits in advance
   * @param slices times that the store was asked for something in advance
   * @param outages how often the store was given up
   */
  record Stats(
      long local, long late, long refused, long known, long leased, long slices, long outages) {}
}
