package dev.weir.policy;

import dev.weir.limit.TokenWeights;
import java.util.List;

/** What tokens cost, by model. Immutable, thread-safe. */
final class Prices {
  private final List<Price> prices;

  Prices(List<Price> prices) {
    this.prices = List.copyOf(prices);
  }

  /**
   * What the models that match a pattern cost.
   *
   * @param model a name, in which {@code *} stands for any run of characters
   * @param weights the prices of a million tokens; so also what one costs, in millionths
   */
  record Price(String model, TokenWeights weights) {}

  /** Returns the prices of the first pattern that matches; without one, tokens cost nothing. */
  TokenWeights of(String model) {
    for (int i = 0; i < prices.size(); i++) {
      if (matches(prices.get(i).model(), model)) {
        return prices.get(i).weights();
      }
    }
    return TokenWeights.NONE;
  }

  /**
   * Returns whether a pattern matches a whole name. Callers choose the name, so this takes no more
   * steps than both are long, multiplied; a regular expression could take many more.
   */
  static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) {
        // The last star takes one character more.
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
