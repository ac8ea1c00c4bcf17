package dev.weir.acceptance;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.account.PaymentInstrument;
import dev.weir.account.Signup;
import dev.weir.account.Status;
import dev.weir.account.Verification;
import dev.weir.cohort.Person;
import dev.weir.decision.Facts;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Who calls, and what it is seen with.
 *
 * @param answers whether it passes a challenge
 * @param proxied whether it comes through an anonymous proxy
 */
record Caller(
    String id,
    String organization,
    String ip,
    String device,
    long template,
    boolean answers,
    boolean proxied) {
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  Caller(String id, String organization, String ip, String device, long template, boolean answers) {
    this(id, organization, ip, device, template, answers, false);
  }

  /** Returns somebody who shares nothing with anybody. */
  static Caller alone(String id, int number, boolean answers) {
    // Each from a network of its own.
    String ip = "%d.%d.%d.1".formatted(10 + (number >> 16), number >> 8 & 255, number & 255);
    return new Caller(id, "", ip, "device of " + id, 0, answers);
  }

  Caller withTemplate(long other) {
    return new Caller(id, organization, ip, device, other, answers, proxied);
  }

  Caller behindAProxy() {
    return new Caller(id, organization, ip, device, template, answers, true);
  }

  Facts facts(String clearance) {
    return new Facts(
        "",
        new Facts.Principal(id, organization, "", ""),
        new Facts.Network(ip, 0, "", "", "", proxied ? 1 : 0, device),
        new Facts.Operation("large", "/v1/messages", 100, 100, false),
        template == 0
            ? Facts.Prompt.UNKNOWN
            : new Facts.Prompt(new long[] {template, template + 1}, 0, 0),
        Map.of(),
        Map.of(),
        clearance);
  }

  /** Returns the account of a caller. */
  static Account account(
      String id, Level level, String identity, String card, boolean prepaid, long createdAt) {
    return new Account(
        id,
        "",
        Status.ACTIVE,
        "start",
        "",
        new Verification(level, "", identity, createdAt, 0),
        new PaymentInstrument(card, prepaid, ""),
        Signup.UNKNOWN,
        createdAt,
        List.of());
  }

  /** Returns an account as those of people are. */
  static Account ofSomebody(String id, SplittableRandom random, long now) {
    Person person = Person.drawn(random);
    boolean prepaid = random.nextDouble() < 0.05;
    long createdAt = now - person.ageDays() * DAY;
    return account(id, person.level(), "", "card of " + id, prepaid, createdAt);
  }

  /**
   * Returns an account as a campaign makes them: two days old, of an address, on a prepaid card.
   */
  static Account ofCampaign(String id, long now) {
    return account(id, Level.EMAIL, "", "card of " + id, true, now - 2 * DAY);
  }
}
