package dev.weir.simulate;

import dev.weir.simulate.Member.Level;
import dev.weir.simulate.Place.Address;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What all accounts share: clouds, proxies, popular templates, models, public mail. */
final class World {
  static final String USUAL_MODEL = "large-4";
  static final String SMALL_MODEL = "small-4";
  static final String LAUNCHED_MODEL = "large-5";

  private static final int VIRAL = 6;
  private static final int CLOUD_EXITS = 40;
  private static final int PROXY_EXITS = 120;
  private static final List<String> MAIL =
      List.of(
          "gmail.com", "outlook.com", "yahoo.com", "icloud.com", "proton.me", "qq.com", "gmx.net");

  private final Streams streams;
  private final long start;
  private final long end;
  private final long launch;
  private final List<Template> popular;
  private final List<Template> viral;
  private final List<Address> cloud;
  private final List<Address> proxies;

  World(Streams streams, Scenario scenario) {
    this.streams = streams;
    this.start = scenario.start();
    this.end = scenario.day(scenario.days());
    this.launch = scenario.launchTime();
    this.popular =
        list(scenario.population().templates(), i -> Template.of(streams.value("popular", i)));
    this.viral = list(VIRAL, i -> Template.of(streams.value("viral", i)));
    this.cloud = list(CLOUD_EXITS, i -> Place.hosted(streams.of("cloud", i), i % 5));
    this.proxies = list(PROXY_EXITS, i -> Place.hosted(streams.of("proxy", i), 10 + i % 8));
  }

  /** Returns a list of so many values, by their index. */
  static <T> List<T> list(int count, IntFunction<T> value) {
    return IntStream.range(0, count).mapToObj(value).toList();
  }

  Streams streams() {
    return streams;
  }

  long start() {
    return start;
  }

  long end() {
    return end;
  }

  long launch() {
    return launch;
  }

  /** Returns the templates of harnesses that everybody uses. */
  List<Template> popular() {
    return popular;
  }

  /** Returns the prompts that everybody tries when a model is new. */
  List<Template> viral() {
    return viral;
  }

  /** Returns a few of the addresses that many customers of one cloud share. */
  List<Address> cloud(SplittableRandom random, int count) {
    return list(count, i -> cloud.get(Draw.popular(random, CLOUD_EXITS)));
  }

  /** Returns the exits of a commercial proxy that one user sees. */
  List<Address> proxies(SplittableRandom random, int count) {
    int provider = random.nextInt(8);
    return list(count, i -> proxies.get(provider + 8 * random.nextInt(PROXY_EXITS / 8)));
  }

  /** Returns how a share of an account's requests moves to the new model over so many days. */
  Models models(SplittableRandom random, double share, double days) {
    String usual = Draw.happens(random, 0.3) ? SMALL_MODEL : USUAL_MODEL;
    return new Models(usual, LAUNCHED_MODEL, launch, share, (long) (days * Rhythm.DAY));
  }

  /** Returns a mail domain: a public one, or one of somebody's own. */
  static String mail(SplittableRandom random) {
    return Draw.happens(random, 0.72)
        ? MAIL.get(Draw.popular(random, MAIL.size()))
        : domain(random);
  }

  static String publicMail(SplittableRandom random) {
    return MAIL.get(Draw.popular(random, MAIL.size()));
  }

  /** Returns a domain that nobody else has. */
  static String domain(SplittableRandom random) {
    return Streams.opaque(random.nextLong()) + ".example";
  }

  /** Returns a level, below PHONE in so many cases. */
  static Level level(SplittableRandom random, double belowPhone) {
    if (Draw.happens(random, belowPhone)) {
      return Draw.happens(random, 0.12) ? Level.NONE : Level.EMAIL;
    }
    double at = random.nextDouble();
    return at < 0.5 ? Level.PHONE : (at < 0.9 ? Level.PAYMENT : Level.IDENTITY);
  }

  /** Returns when an account was opened that is as old as most are. */
  long opened(SplittableRandom random) {
    double days = Math.min(1_100, 2 + 240 * random.nextExponential());
    return start - (long) (days * Rhythm.DAY);
  }
}
