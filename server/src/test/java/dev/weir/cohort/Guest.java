package dev.weir.cohort;

import dev.weir.account.Level;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * An account and what it is seen with, as tests need it.
 *
 * @param conversation goes on with it; 0 if with none
 */
record Guest(
    String id, Level level, long createdAt, String card, String prompt, long conversation) {
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  /** Returns one of a campaign: a day old, and verified no further than a mail address. */
  static Guest doubtful(String id, String card, long now) {
    return new Guest(id, Level.EMAIL, now - DAY, card, "prompt of " + id, 0);
  }

  /** Returns somebody who shares nothing. */
  static Guest alone(String id, SplittableRandom random, long now) {
    Person person = Person.drawn(random);
    long createdAt = now - person.ageDays() * DAY;
    return new Guest(id, person.level(), createdAt, "card of " + id, "prompt of " + id, 0);
  }

  Guest at(Level other) {
    return new Guest(id, other, createdAt, card, prompt, conversation);
  }

  Guest withPrompt(String other) {
    return new Guest(id, level, createdAt, card, other, conversation);
  }

  Guest withCard(String other) {
    return new Guest(id, level, createdAt, other, prompt, conversation);
  }

  Guest goingOnWith(long other) {
    return new Guest(id, level, createdAt, card, prompt, other);
  }

  /** Returns that it is seen. */
  Encounter seen(long now) {
    return new Visit(
        id, level, createdAt, now, "large", Map.of("card", card, "prompt", prompt), conversation);
  }
}
