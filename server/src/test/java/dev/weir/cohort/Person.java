package dev.weir.cohort;

import dev.weir.account.Level;
import java.util.SplittableRandom;

/**
 * Somebody who has nothing to do with a campaign, as far as an account tells.
 *
 * @param ageDays since the account was created
 */
public record Person(Level level, long ageDays) {
  /** Draws one: of all, 31 % have proved less than a phone, and 8 % are new. */
  public static Person drawn(SplittableRandom random) {
    double verified = random.nextDouble();
    Level level =
        verified < 0.06
            ? Level.NONE
            : verified < 0.31 ? Level.EMAIL : verified < 0.6 ? Level.PHONE : Level.PAYMENT;
    long days = random.nextDouble() < 0.08 ? random.nextLong(30) : 30 + random.nextLong(900);
    return new Person(level, days);
  }
}
