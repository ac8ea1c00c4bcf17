package dev.weir.simulate;

import dev.weir.simulate.Member.Level;
import dev.weir.simulate.Place.Address;
import dev.weir.simulate.PopulationSpec.Group;
import dev.weir.simulate.PopulationSpec.Size;
import java.util.List;
import java.util.SplittableRandom;

/** Makes those of the innocent that share much, and for good reasons. */
final class Crowds {
  private static final long STEP = 1_800_000;
  private static final double WEEKEND_DAYS = 2.4;
  private static final double COURSE_DAYS = 12;

  private final World world;
  private final PopulationSpec population;

  Crowds(World world, PopulationSpec population) {
    this.world = world;
    this.population = population;
  }

  void addTo(List<Caller> callers) {
    for (Group group : Group.values()) {
      Size size = population.groups().getOrDefault(group, new Size(0, 1, 1, 1, 0));
      for (int i = 0; group.crowd() && i < Math.rint(size.count()); i++) {
        crowd(group, size, i, callers);
      }
    }
  }

  private void crowd(Group group, Size size, int index, List<Caller> callers) {
    String label = group.text() + "/" + index;
    SplittableRandom random = world.streams().of(group.text(), index);
    int members = size.least() + random.nextInt(Math.max(1, size.most() - size.least() + 1));
    Site site = site(group, random);
    for (int i = 0; i < members; i++) {
      callers.add(member(group, size, site, label, i));
    }
  }

  private Site site(Group group, SplittableRandom random) {
    Place place = Place.any(random);
    int addresses =
        switch (group) {
          case UNIVERSITY -> 2 + random.nextInt(10);
          case COMPANY_CARD -> 1 + random.nextInt(3);
          default -> 1;
        };
    double length = (world.end() - world.start()) / Rhythm.DAY;
    double begin = random.nextDouble() * Math.max(0.3, length - COURSE_DAYS / 2) + 0.05;
    long from = world.start() + (long) (begin * Rhythm.DAY);
    if (group == Group.HACKATHON && length > 6) {
      // A Friday evening, by the clocks of the venue: weeks begin on Mondays, and so do traces.
      double week = random.nextInt((int) Math.max(1, length / 7));
      double friday = 7 * week + 4 + (17 - place.hours()) / 24.0;
      from = world.start() + (long) (friday * Rhythm.DAY);
    }
    return new Site(
        place,
        place.site(random, addresses),
        Streams.opaque(random.nextLong()),
        Streams.opaque(random.nextLong()),
        World.domain(random),
        Template.of(random.nextLong()),
        // Some companies pay for several organizations by one card.
        Draw.happens(random, 0.25) ? 3 : 1,
        Draw.happens(random, 0.4),
        from);
  }

  private Caller member(Group group, Size size, Site site, String label, int index) {
    SplittableRandom random = world.streams().of(label, index);
    String id = world.streams().id("a", label, index);
    Address home = site.place().home(random);
    String device = Streams.opaque(random.nextLong());
    Level level = level(group, random);
    boolean company = group == Group.COMPANY_CARD;
    boolean family = group == Group.FAMILY;
    boolean paid = company || family || Draw.happens(random, 0.05);
    String organization =
        company ? site.id() + index % site.organizations() : world.streams().id("o", label, index);
    Member member =
        new Member(
            id,
            "o" + organization,
            company ? "scale" : "start",
            programme(group, site),
            level,
            level.method(),
            level == Level.IDENTITY ? Streams.opaque(random.nextLong()) : "",
            card(company || family, paid, site, random),
            !company && Draw.happens(random, population.prepaid()),
            site.place(),
            family || Draw.happens(random, 0.7) ? site.addresses().getFirst().text() : home.text(),
            family ? site.id() + index / 2 : device,
            company || group == Group.UNIVERSITY ? site.domain() : World.publicMail(random),
            created(group, site, random));
    double passes = family ? population.passes() : population.crowdPasses();
    Truth truth = new Truth("", group.text(), Draw.happens(random, passes));
    double perDay =
        Math.min(40 * size.perDay(), Draw.logNormal(random, size.perDay(), size.tail()));
    return new Caller(
        member,
        truth,
        habits(group, site, member, random, home, perDay),
        true,
        id,
        world.start(),
        random);
  }

  private static String card(boolean shared, boolean paid, Site site, SplittableRandom random) {
    if (shared) {
      return site.card();
    }
    return paid ? Streams.opaque(random.nextLong()) : "";
  }

  private Level level(Group group, SplittableRandom random) {
    return switch (group) {
      case UNIVERSITY -> Draw.happens(random, 0.88) ? Level.EMAIL : Level.PHONE;
      case HACKATHON -> Draw.happens(random, 0.7) ? Level.EMAIL : Level.PHONE;
      case COMPANY_CARD -> Draw.happens(random, 0.8) ? Level.PAYMENT : Level.EMAIL;
      default -> World.level(random, population.belowPhone());
    };
  }

  private static String programme(Group group, Site site) {
    return switch (group) {
      case UNIVERSITY -> site.registered() ? "education" : "";
      case HACKATHON -> "trial";
      default -> "";
    };
  }

  private long created(Group group, Site site, SplittableRandom random) {
    double days =
        switch (group) {
          // The course is told of in one lecture; those who were not there come later.
          case UNIVERSITY ->
              Draw.happens(random, 0.6) ? random.nextDouble() * 0.1 : random.nextDouble() * 5;
          case HACKATHON -> random.nextExponential() * 0.15;
          case COMPANY_CARD -> -random.nextDouble() * 300 - 1;
          default -> -random.nextDouble() * 500 - 1;
        };
    return site.from() + (long) (days * Rhythm.DAY);
  }

  private Habits habits(
      Group group, Site site, Member member, SplittableRandom random, Address home, double perDay) {
    boolean event = group == Group.HACKATHON || group == Group.UNIVERSITY;
    long from = event ? Math.max(world.start(), site.from()) : world.start();
    double length = group == Group.HACKATHON ? WEEKEND_DAYS : COURSE_DAYS;
    long close = site.from() + (long) (length * Rhythm.DAY);
    long until = event ? Math.min(world.end(), close) : world.end();
    Span span = new Span(from, until, 0, 1, group == Group.UNIVERSITY ? close : 0);
    Week week =
        switch (group) {
          case COMPANY_CARD -> Week.OFFICE;
          case HACKATHON -> Week.CONSTANT;
          default -> Week.PRIVATE;
        };
    List<Template> shared = List.of(site.template(), site.template().variant(random, 0.85));
    Prompts prompts =
        switch (group) {
          case UNIVERSITY -> new Prompts(shared, 0.7, world.popular(), 0.15);
          case HACKATHON -> new Prompts(shared, 0.6, world.popular(), 0.3);
          case COMPANY_CARD -> new Prompts(shared, 0.4, world.popular(), 0.4);
          default -> new Prompts(List.of(), 0, world.popular(), 0.4);
        };
    double atHome =
        switch (group) {
          case HACKATHON -> 0.05;
          case UNIVERSITY -> 0.45;
          case COMPANY_CARD -> 0.25;
          default -> 0;
        };
    return new Habits(
        new Rhythm(week, site.place().hours(), span, 0.6, 0.5, STEP),
        member.created(),
        until,
        perDay,
        0,
        3.5,
        45,
        new Access.Shared(site.addresses(), home, atHome),
        List.of(group == Group.HACKATHON ? Client.of(1, 0) : Client.any(random)),
        Draw.happens(random, 0.4) ? List.of() : List.of(member.signupDevice()),
        prompts,
        0,
        prompts,
        world.models(random, random.nextDouble() * 0.7, 1 + 9 * random.nextDouble()),
        new Caller.Size(600, 350, 0.8, 2_048),
        0.1,
        Relay.none());
  }

  /**
   * What the members of a crowd share.
   *
   * @param registered whether the provider knows of it
   * @param from when it comes together
   */
  private record Site(
      Place place,
      List<Address> addresses,
      String id,
      String card,
      String domain,
      Template template,
      int organizations,
      boolean registered,
      long from) {}
}
