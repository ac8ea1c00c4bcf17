package dev.weir.simulate;

import dev.weir.simulate.Member.Level;
import dev.weir.simulate.Place.Address;
import dev.weir.simulate.PopulationSpec.Group;
import dev.weir.simulate.PopulationSpec.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes those of the innocent that come one by one. */
final class Individuals {
  private static final long HUMAN_STEP = 1_800_000;
  private static final long PROGRAM_STEP = 600_000;
  private static final long HALF_A_YEAR = 180L * 86_400_000;
  private static final double MOST_OF_MEAN = 60;
  private static final double START_TIER_PER_DAY = 60;
  private static final double BUILD_TIER_PER_DAY = 1_500;

  private final World world;
  private final PopulationSpec population;

  Individuals(World world, PopulationSpec population) {
    this.world = world;
    this.population = population;
  }

  void addTo(List<Caller> callers) {
    for (Group group : Group.values()) {
      Size size = population.groups().getOrDefault(group, new Size(0, 1, 1, 1, 0));
      for (int i = 0; !group.crowd() && i < Math.rint(size.count()); i++) {
        callers.add(individual(group, size, group.text(), i, false));
      }
    }
  }

  /** Returns one who has had a verified account for long, and whose key somebody stole. */
  Caller victim(String campaign, int index) {
    Size size = population.groups().getOrDefault(Group.DEVELOPER, new Size(0, 1, 1, 3, 1));
    return individual(Group.DEVELOPER, size, campaign + "/victim", index, true);
  }

  private Caller individual(Group group, Size size, String label, int index, boolean victim) {
    SplittableRandom random = world.streams().of(label, index);
    Place place = Place.any(random);
    Address home = place.home(random);
    boolean serves = group == Group.PRODUCTION;
    boolean paid = serves || Draw.happens(random, group == Group.HOBBY ? 0.35 : 0.7);
    double volume = Draw.logNormal(random, size.perDay(), size.tail());
    double least = victim ? 1 : 0.02;
    double perDay = Math.clamp(volume, least, Math.max(least, size.perDay() * MOST_OF_MEAN));
    String device = Streams.opaque(random.nextLong());
    Level level = level(random, serves, victim);
    String id = world.streams().id("a", label, index);
    Member member =
        new Member(
            id,
            world.streams().id("o", label, index),
            tier(perDay, paid),
            "",
            level,
            level.method(),
            level.compareTo(Level.IDENTITY) < 0 ? "" : Streams.opaque(random.nextLong()),
            paid ? Streams.opaque(random.nextLong()) : "",
            Draw.happens(random, serves ? 0 : population.prepaid()),
            place,
            home.text(),
            device,
            serves ? World.domain(random) : World.mail(random),
            victim ? world.opened(random) - HALF_A_YEAR : created(group, random));
    boolean passes = Draw.happens(random, population.passes()) || victim;
    Truth truth = new Truth("", group.text(), passes);
    Habits habits = habits(group, random, member, home, perDay);
    return new Caller(member, truth, habits, true, id, world.start(), random);
  }

  private Level level(SplittableRandom random, boolean serves, boolean victim) {
    if (!serves) {
      return World.level(random, victim ? 0 : population.belowPhone());
    }
    double at = random.nextDouble();
    return at < 0.25 ? Level.PHONE : (at < 0.65 ? Level.PAYMENT : Level.ORGANIZATION);
  }

  static String tier(double perDay, boolean paid) {
    if (perDay >= BUILD_TIER_PER_DAY) {
      return "scale";
    }
    return perDay >= START_TIER_PER_DAY || (paid && perDay >= 8) ? "build" : "start";
  }

  private long created(Group group, SplittableRandom random) {
    if (group == Group.NEWCOMER) {
      // Most within two days of the launch, few before it.
      double days = 2 * Math.min(1.5, random.nextExponential() * 0.45) - 0.1;
      return world.launch() + (long) (days * Rhythm.DAY);
    }
    if (Draw.happens(random, population.fresh())) {
      return world.start() + (long) (random.nextDouble() * (world.end() - world.start()));
    }
    return world.opened(random);
  }

  private Habits habits(
      Group group, SplittableRandom random, Member member, Address home, double perDay) {
    boolean serves = group == Group.PRODUCTION || group == Group.CLOUD_EGRESS;
    long until = until(group, random, member);
    Span span = Span.always(world.start(), until);
    Rhythm rhythm =
        serves
            ? new Rhythm(
                week(random),
                member.country().hours(),
                span,
                // Bursts within ten minutes, and hours that are busier than others.
                Math.clamp(Draw.logNormal(random, 0.55, 0.6), 0.12, 1.5),
                Math.clamp(Draw.logNormal(random, 0.9, 0.4), 0.3, 1.8),
                PROGRAM_STEP)
            : new Rhythm(
                group == Group.DEVELOPER ? Week.OFFICE : Week.PRIVATE,
                member.country().hours(),
                span,
                0.5,
                0.6,
                HUMAN_STEP);
    double turns = serves ? 1 : 3 + 2 * random.nextDouble();
    return new Habits(
        rhythm,
        member.created(),
        until,
        perDay,
        0,
        turns,
        serves ? 0.03 : 50,
        access(group, random, home),
        List.of(group == Group.POPULAR_SDK ? Client.of(0, 0) : Client.any(random)),
        serves || Draw.happens(random, 0.4) ? List.of() : List.of(member.signupDevice()),
        prompts(group, random),
        0,
        prompts(group, random),
        group == Group.NEWCOMER
            ? world.models(random, 0.9, 0.01)
            : world.models(random, random.nextDouble() * 0.8, 1 + 12 * random.nextDouble()),
        size(group, random),
        Draw.happens(random, 0.25) ? 0.5 : 0,
        Relay.none());
  }

  private long until(Group group, SplittableRandom random, Member member) {
    if (group != Group.NEWCOMER) {
      return world.end();
    }
    // Whoever came to try something stays for a few days; some for good.
    double days = Draw.happens(random, 0.3) ? 400 : 1 + 4 * random.nextExponential();
    return Math.min(world.end(), member.created() + (long) (days * Rhythm.DAY));
  }

  private static Week week(SplittableRandom random) {
    return Draw.happens(random, 0.3) ? Week.CONSTANT : Week.SERVICE;
  }

  private Access access(Group group, SplittableRandom random, Address home) {
    return switch (group) {
      case CLOUD_EGRESS -> new Access.Shared(world.cloud(random, 3), home, 0.02);
      case PRODUCTION -> {
        boolean shared = Draw.happens(random, 0.5);
        List<Address> exits =
            shared ? world.cloud(random, 2) : List.of(Place.hosted(random, random.nextInt(5)));
        yield new Access.Shared(exits, home, 0);
      }
      case VPN -> new Access.Vpn(world.proxies(random, 8), 0.3, 0.88);
      default ->
          Draw.happens(random, population.proxied())
              ? new Access.Vpn(world.proxies(random, 5), 0.2, 0.85)
              : new Access.Home(home, 0.25 * random.nextDouble());
    };
  }

  private Prompts prompts(Group group, SplittableRandom random) {
    List<Template> own = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      boolean derived = Draw.happens(random, 0.3);
      Template harness = world.popular().get(Draw.popular(random, world.popular().size()));
      own.add(
          derived
              ? harness.variant(random, 0.6 + 0.35 * random.nextDouble())
              : Template.of(random.nextLong()));
    }
    return switch (group) {
      case NEWCOMER -> new Prompts(own, 0.15, world.viral(), 0.55);
      case POPULAR_SDK -> new Prompts(own, 0.1, world.popular(), 0.9);
      case PRODUCTION, CLOUD_EGRESS -> new Prompts(own, 0.9, world.popular(), 0.1);
      case DEVELOPER -> new Prompts(own, 0.5, world.popular(), 0.35);
      default -> new Prompts(own, 0.2, world.popular(), 0.3);
    };
  }

  private static Caller.Size size(Group group, SplittableRandom random) {
    boolean serves = group == Group.PRODUCTION || group == Group.CLOUD_EGRESS;
    int input = (int) Draw.logNormal(random, serves ? 1_400 : 700, 0.7);
    int output = (int) Draw.logNormal(random, serves ? 250 : 350, 0.5);
    return new Caller.Size(Math.max(20, input), Math.max(20, output), 0.8, serves ? 1_024 : 2_048);
  }
}
