package dev.weir.policy;

/** Writes shares for people. */
final class Decimals {
  private Decimals() {}

  /** Returns a number with at most three decimals, and no more than it needs. */
  static String show(double value) {
    double rounded = Math.rint(value * 1000) / 1000;
    return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
  }
}
