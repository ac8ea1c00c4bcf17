package dev.weir.simulate;

import dev.weir.simulate.CampaignSpec.Kind;
import dev.weir.simulate.CampaignSpec.Network;
import dev.weir.simulate.CampaignSpec.Signup;
import dev.weir.simulate.CampaignSpec.Traffic;
import dev.weir.simulate.CampaignSpec.Way;
import dev.weir.simulate.Member.Level;
import dev.weir.simulate.Place.Address;
import java.util.List;
import java.util.SplittableRandom;

/** Makes the accounts of campaigns, and those who use them. */
final class Campaigns {
  private static final long STEP = 600_000;
  private static final long WAVE = 21_600_000;
  private static final int MOST_OUTPUT = 2_048;
  private static final List<Place> PLACES = List.of(Place.values());

  private final World world;
  private final Individuals individuals;

  Campaigns(World world, Individuals individuals) {
    this.world = world;
    this.individuals = individuals;
  }

  void addTo(List<Caller> callers, CampaignSpec campaign) {
    Pool pool = new Pool(campaign);
    int[] quotas = quotas(campaign, world.streams().of(campaign.name() + "/volume", 0));
    for (int i = 0; i < quotas.length; i++) {
      if (campaign.kind() == Kind.STOLEN_KEYS) {
        Caller owner = individuals.victim(campaign.name(), i);
        callers.add(owner);
        callers.add(pool.thief(owner.member(), i, quotas[i]));
      } else {
        callers.add(pool.caller(i, quotas[i]));
      }
    }
  }

  /** Shares the volume out, so that all together have exactly what was asked for. */
  static int[] quotas(CampaignSpec campaign, SplittableRandom random) {
    int count = campaign.accounts();
    double cv = campaign.traffic().volumeCv();
    double sigma = StrictMath.sqrt(StrictMath.log(1 + cv * cv));
    double[] upTo = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Draw.logNormal(random, 1, sigma);
      upTo[i] = sum;
    }
    // One each, and the rest by weight; rounding the sums loses nothing.
    long rest = campaign.exchanges() - (long) count;
    int[] quotas = new int[count];
    long before = 0;
    for (int i = 0; i < count; i++) {
      long until = Math.round(rest * (upTo[i] / sum));
      quotas[i] = (int) (1 + until - before);
      before = until;
    }
    return quotas;
  }

  /** The accounts of one campaign. */
  private final class Pool {
    private final CampaignSpec campaign;
    private final String name;
    private final String ancestor;
    private final long from;
    private final long until;
    private final Relay relay;
    private final List<Template> variants;
    private final List<Address> exits;
    private final List<Client> clients;

    Pool(CampaignSpec campaign) {
      this.campaign = campaign;
      this.name = campaign.name();
      this.ancestor = campaign.replaces().orElse(name);
      this.from = day(campaign.start());
      this.until = day(campaign.start() + campaign.days());
      this.relay = new Relay(campaign.traffic().migration());
      SplittableRandom random = world.streams().of(name + "/pool", 0);
      this.variants =
          World.list(
              campaign.prompt().templates() * campaign.prompt().variants(),
              i -> variant(i / campaign.prompt().variants(), random));
      Way way = campaign.network().way();
      int hosts = way == Way.RESIDENTIAL ? 0 : Math.max(1, campaign.network().exits());
      int provider = way == Way.VPN ? 10 : 0;
      this.exits = World.list(hosts, i -> Place.hosted(random, provider + random.nextInt(5)));
      this.clients = List.of(Client.any(random), Client.any(random));
    }

    private Template variant(int template, SplittableRandom random) {
      return Template.of(world.streams().value(ancestor + "/template", template))
          .variant(random, campaign.prompt().similarity());
    }

    private long day(double days) {
      return world.start() + (long) (days * Rhythm.DAY);
    }

    Caller caller(int index, int quota) {
      SplittableRandom random = world.streams().of(name, index);
      Member member = member(random, index);
      boolean passes = Draw.happens(random, campaign.verified().passes());
      Truth truth = new Truth(name, campaign.kind().text(), passes);
      Habits habits = habits(random, quota, member.signupDevice());
      return new Caller(member, truth, habits, true, member.id(), world.start(), random);
    }

    /** Returns one who uses somebody's account beside its owner. */
    Caller thief(Member victim, int index, int quota) {
      SplittableRandom random = world.streams().of(name, index);
      boolean passes = Draw.happens(random, campaign.verified().passes());
      Truth truth = new Truth(name, campaign.kind().text(), passes);
      Habits habits = habits(random, quota, Streams.opaque(random.nextLong()));
      String key = world.streams().id("t", name, index);
      return new Caller(victim, truth, habits, false, key, world.start(), random);
    }

    private Member member(SplittableRandom random, int index) {
      Place place = Place.any(random);
      Signup signup = campaign.signup();
      String card = card(index);
      Level level = level(random, index, card);
      double opened = campaign.start() + signup.from() + random.nextDouble() * signup.over();
      int identities = campaign.verified().perIdentity();
      return new Member(
          world.streams().id("a", name, index),
          world.streams().id("o", name, index),
          "start",
          "",
          level,
          level.method(),
          identities == 0 ? "" : world.streams().id("i", name + "/identity", index / identities),
          card,
          prepaid(index),
          place,
          access().session(random).text(),
          device(index),
          mail(random),
          day(opened));
    }

    private String mail(SplittableRandom random) {
      int domains = campaign.signup().mailDomains();
      if (domains == 0) {
        return World.publicMail(random);
      }
      return World.domain(world.streams().of(name + "/mail", random.nextInt(domains)));
    }

    /** Returns the device of an account, which perhaps was another campaign's before. */
    private String device(int index) {
      int device = index / campaign.signup().perDevice();
      return world
          .streams()
          .id("d", owner("/device", device, campaign.signup().reusedDevices()), device);
    }

    private String card(int index) {
      if (!happens("/pays", index, campaign.payment().share())) {
        return "";
      }
      int card = index / campaign.payment().perCard();
      return world.streams().id("c", owner("/card", card, campaign.payment().reused()), card);
    }

    private boolean prepaid(int index) {
      return happens(
          "/prepaid", index / campaign.payment().perCard(), campaign.payment().prepaid());
    }

    private String owner(String what, int index, double reused) {
      return (happens(what + "/reused", index, reused) ? ancestor : name) + what;
    }

    private boolean happens(String what, int index, double share) {
      return Draw.happens(world.streams().of(name + what, index), share);
    }

    private Level level(SplittableRandom random, int index, String card) {
      if (!card.isEmpty() && happens("/paid", index, campaign.verified().paid())) {
        return Level.PAYMENT;
      }
      if (Draw.happens(random, campaign.verified().belowPhone())) {
        return Draw.happens(random, 0.1) ? Level.NONE : Level.EMAIL;
      }
      if (campaign.verified().perIdentity() > 0 && Draw.happens(random, 0.2)) {
        return Level.IDENTITY;
      }
      return !card.isEmpty() && Draw.happens(random, 0.5) ? Level.PAYMENT : Level.PHONE;
    }

    private Access access() {
      Network network = campaign.network();
      return network.way() == Way.RESIDENTIAL
          ? new Access.Residential(
              PLACES,
              network.each(),
              network.exits(),
              world.streams().value(name + "/exits", 0),
              network.least(),
              network.most())
          : new Access.Vpn(exits, network.least(), network.most());
    }

    private Habits habits(SplittableRandom random, int quota, String device) {
      Traffic traffic = campaign.traffic();
      Span span =
          traffic.synchrony() == 0
              ? Span.always(from, until)
              : new Span(from, until, WAVE, 1 - 0.95 * traffic.synchrony(), 0);
      List<Template> own =
          campaign.prompt().each()
              ? World.list(campaign.prompt().templates(), i -> variant(i, random))
              : variants;
      List<Template> others =
          List.of(Template.of(random.nextLong()), Template.of(random.nextLong()));
      return new Habits(
          new Rhythm(Week.CONSTANT, 0, span, traffic.clockwork(), 0, STEP),
          from,
          until,
          0,
          quota,
          traffic.turns(),
          traffic.gapSeconds(),
          access(),
          clients,
          List.of(device),
          new Prompts(own, 1, world.popular(), 0),
          traffic.cover(),
          new Prompts(others, 0.5, world.popular(), 0.4),
          new Models(
              World.USUAL_MODEL,
              World.LAUNCHED_MODEL,
              world.launch(),
              traffic.pivot(),
              (long) Rhythm.DAY),
          new Caller.Size(traffic.inputTokens(), traffic.outputTokens(), 0.35, MOST_OUTPUT),
          traffic.reasoning(),
          relay);
    }
  }
}
