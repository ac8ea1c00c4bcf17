package dev.weir.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.account.PaymentInstrument;
import dev.weir.account.Signup;
import dev.weir.decision.Decision;
import dev.weir.decision.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Accounts that never answer join what people share. How many there are of both, who is asked
 * first, and how each of the people behaves is drawn; what must hold of the people holds for each
 * of them, at each request.
 */
final class InnocentNeighboursTest {
  private static final long TEMPLATE = 7_777;
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);
  private static final int HOURS = 3 * 24;

  /** What a person does that is asked. */
  private enum Manner {
    /** Answers within minutes. */
    ANSWERS,
    /** Does not answer for a day and a half, and calls all the same. */
    LATE,
    /** Calls once, and not again for two days and a half. */
    AWAY,
    /** Never gets to answer. */
    SILENT
  }

  /** What all of them share. */
  private enum Shared {
    COURSE,
    COMPANY,
    EVERYTHING
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void nobodyOfACourseIsDenied(long seed) {
    assertThat(new Neighbours(seed, Shared.COURSE).live()).as("seed %d", seed).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void nobodyOfACompanyThatPaysByOneCardIsDenied(long seed) {
    assertThat(new Neighbours(seed, Shared.COMPANY).live()).as("seed %d", seed).isZero();
  }

  /**
   * Where they share all that there is: as some of them answer, the network is let go, and what is
   * left of the evidence denies nobody.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void nobodyWhoSharesEverythingIsDeniedWhereSomeAnswer(long seed) {
    assertThat(new Neighbours(seed, Shared.EVERYTHING).live()).as("seed %d", seed).isZero();
  }

  /**
   * Where nobody answers for a day and a half, silence denies after a day, and whoever it denies is
   * told.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whoSharesEverythingIsDeniedForItsOwnSilenceOnlyAndLetInWhenItAnswers(long seed) {
    List<Manner> manners = List.of(Manner.LATE, Manner.AWAY, Manner.SILENT);
    assertThat(new Neighbours(seed, Shared.EVERYTHING, manners).live())
        .as("seed %d", seed)
        .isPositive();
  }

  /** One draw. */
  private static final class Neighbours {
    private final long seed;
    private final Shared shared;
    private final SplittableRandom random;
    private final Town town;
    private final List<Person> people = new ArrayList<>();
    private final List<Caller> rivals = new ArrayList<>();
    private int denials;

    Neighbours(long seed, Shared shared) {
      this(seed, shared, List.of(Manner.values()));
    }

    Neighbours(long seed, Shared shared, List<Manner> manners) {
      this.seed = seed;
      this.shared = shared;
      random = new SplittableRandom(seed);
      town = Town.of(2_000, seed);
      int count = random.nextInt(20, 60);
      for (int i = 0; i < count; i++) {
        Manner manner = manners.get(random.nextInt(manners.size()));
        people.add(new Person("person of them " + i, i, manner));
      }
      // From a handful to six for each of the people.
      count = random.nextInt(5, 6 * count);
      for (int i = 0; i < count; i++) {
        Caller rival = caller("rival " + i, 100 + i % 150, false);
        town.put(joined(Caller.ofCampaign(rival.id(), town.now())));
        rivals.add(rival);
      }
    }

    /**
     * Lets three days go by, in which all is checked, and returns how often a person was denied.
     */
    int live() {
      for (int hour = 0; hour < HOURS; hour++) {
        for (Person person : people) {
          person.call(hour);
        }
        rivals.forEach(town::call);
        town.advance(HOUR);
      }
      assertThat(people)
          .filteredOn(person -> person.manner != Manner.SILENT)
          .allMatch(Person::isIn);
      return denials;
    }

    private Caller caller(String id, int host, boolean answers) {
      String device = shared == Shared.EVERYTHING ? "device of all" : "device of " + id;
      return new Caller(id, "", "9.9.9." + host, device, TEMPLATE, answers);
    }

    /** Returns an account with what all of them share. */
    private Account joined(Account account) {
      boolean course = shared == Shared.COURSE;
      PaymentInstrument payment =
          new PaymentInstrument("card of all", account.payment().prepaid(), "");
      return new Account(
          account.accountId(),
          account.organizationId(),
          account.status(),
          account.tier(),
          account.programme(),
          account.verification(),
          course ? account.payment() : payment,
          course ? new Signup("", "", "campus.example") : account.signup(),
          account.createdAt(),
          account.tags());
    }

    private final class Person {
      private final Manner manner;
      private final Caller silent;
      private final Caller answering;
      private long askedAt;
      private Level level;

      Person(String id, int host, Manner manner) {
        this.manner = manner;
        silent = caller(id, host, false);
        answering = caller(id, host, true);
        town.put(joined(Caller.ofSomebody(id, random, town.now())));
        level = town.level(silent);
      }

      void call(int hour) {
        boolean isAway = manner == Manner.AWAY && hour > 0 && hour < 60;
        boolean answers =
            switch (manner) {
              case ANSWERS -> true;
              case LATE -> hour >= 36;
              case AWAY -> hour >= 60;
              case SILENT -> false;
            };
        if (!isAway) {
          check(town.call(answers ? answering : silent), hour);
        }
      }

      private void check(Decision decision, int hour) {
        if (!town.level(silent).equals(level)) {
          level = town.level(silent);
          askedAt = 0;
        }
        String who = this + ", hour " + hour;
        if (level == Level.IDENTITY) {
          assertThat(decision.verdict()).as(who).isEqualTo(Verdict.ALLOW);
        }
        if (decision.verdict() == Verdict.DENY) {
          denials++;
          assertThat(decision.reasons().getFirst().rule()).isEqualTo("campaign_unanswered");
          assertThat(askedAt).as(who).isPositive();
          assertThat(town.now() - askedAt).as(who).isGreaterThanOrEqualTo(24 * HOUR);
        }
        if (decision.verdict() != Verdict.ALLOW) {
          assertThat(decision.challenge()).as("%s: how to answer", who).isPresent();
          askedAt = askedAt == 0 ? town.now() : askedAt;
        }
      }

      /** Returns whether it is let in, as by then whoever answers has answered. */
      boolean isIn() {
        return town.call(answering).verdict() == Verdict.ALLOW;
      }

      @Override
      public String toString() {
        return "seed %d, %s, %s".formatted(seed, silent.id(), manner);
      }
    }
  }
}
