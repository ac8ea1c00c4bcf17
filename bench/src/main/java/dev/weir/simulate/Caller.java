package dev.weir.simulate;

import dev.weir.simulate.Place.Address;
import dev.weir.simulate.Relay.Conversation;
import java.io.IOException;
import java.util.SplittableRandom;

/**
 * One who calls by an account: mostly its owner. Knows when it acts next, and is asked to act then.
 */
final class Caller {
  private static final long SECOND = 1_000;
  private static final long LEAST_PAUSE = 20;

  /** A caller of a campaign is held to its volume, so its rate follows what is left of it. */
  private static final double LEAST_LEFT_DAYS = 0.02;

  private final Member member;
  private final Truth truth;
  private final Habits habits;
  private final boolean announces;
  private final String key;
  private final SplittableRandom random;
  private final Rhythm.Clock clock;
  private final double sessionsPerDay;

  private long next;
  private boolean announced;
  private long requests;

  private int turns;
  private int turn;
  private Session session;

  /**
   * Creates a caller.
   *
   * @param announces whether its account is told of by this caller
   * @param key names its requests
   * @param from when its account may act
   */
  Caller(
      Member member,
      Truth truth,
      Habits habits,
      boolean announces,
      String key,
      long from,
      SplittableRandom random) {
    this.member = member;
    this.truth = truth;
    this.habits = habits;
    this.announces = announces;
    this.key = key;
    this.random = random;
    this.clock = habits.rhythm().clock(random.split());
    this.sessionsPerDay = habits.perDay() / habits.turns();
    this.next = Math.max(from, member.created());
    this.session = Session.NONE;
  }

  /** Returns when it acts next; {@link Long#MAX_VALUE} if never. */
  long next() {
    return next;
  }

  /** Returns what is true of it. */
  Truth truth() {
    return truth;
  }

  Member member() {
    return member;
  }

  /** Acts. */
  void act(TraceWriter out) throws IOException {
    if (!announced) {
      announced = true;
      if (announces) {
        out.account(next, member);
      }
      long ready = Math.max(next, habits.from());
      boolean fresh = member.created() == next;
      next = fresh ? clock.after(ready, rate(next)) : clock.first(ready, rate(next));
      return;
    }
    if (turn == turns) {
      begin();
    }
    request(out);
    turn++;
    requests++;
    next = turn < turns ? next + pause() : afterSession();
    if ((habits.quota() > 0 && requests >= habits.quota()) || next >= habits.until()) {
      next = Long.MAX_VALUE;
    }
  }

  private long afterSession() {
    return clock.after(next + pause(), rate(next));
  }

  /** Returns how many sessions a day are meant from {@code at} on. */
  private double rate(long at) {
    if (habits.quota() == 0) {
      return sessionsPerDay;
    }
    double left = (habits.until() - Math.max(at, habits.from())) / Rhythm.DAY;
    double due = (habits.quota() - requests) / habits.turns();
    return Math.max(due, 1) / Math.max(left, LEAST_LEFT_DAYS);
  }

  private long pause() {
    return LEAST_PAUSE + (long) (SECOND * Draw.logNormal(random, habits.gapSeconds(), 0.8));
  }

  private void begin() {
    turn = 0;
    turns = Draw.turns(random, habits.turns());
    boolean cover = Draw.happens(random, habits.cover());
    Prompts prompts = cover ? habits.coverPrompts() : habits.prompts();
    session =
        new Session(
            Streams.opaque(random.nextLong()),
            prompts.pick(random),
            habits.access().session(random),
            habits.clients().get(random.nextInt(habits.clients().size())),
            habits.devices().isEmpty()
                ? ""
                : habits.devices().get(random.nextInt(habits.devices().size())),
            cover,
            Conversation.NEW);
  }

  private void request(TraceWriter out) throws IOException {
    Address address =
        turn == 0 ? session.address() : habits.access().request(random, session.address());
    Conversation said = session.conversation();
    if (!session.cover()) {
      said = habits.relay().exchange(random, said);
    }
    Size size = habits.size();
    int input = tokens(size.input(), size.sigma());
    int output = Math.min(size.most(), tokens(size.output(), size.sigma()));
    out.check(
        next,
        member,
        key,
        requests,
        session,
        address,
        habits.access().confidence(address),
        said,
        habits.models().at(random, next),
        input,
        size.most(),
        truth);
    out.reportLater(
        next + 300 + output * 9L + random.nextInt(700), member, key, requests, input, output);
    boolean reasons = Draw.happens(random, habits.reasoning());
    session =
        session.with(address, said.then(random.nextLong(), reasons ? random.nextLong() | 1 : 0));
  }

  private int tokens(int median, double sigma) {
    double drawn = median * StrictMath.exp(sigma * random.nextGaussian());
    return (int) Math.max(1, Math.min(drawn, 100_000));
  }

  /** What stays the same from one request of a session to the next, for the most part. */
  record Session(
      String id,
      Template template,
      Address address,
      Client client,
      String device,
      boolean cover,
      Conversation conversation) {
    private static final Session NONE =
        new Session(
            "",
            Template.NONE,
            new Address(0, 0, Place.US),
            new Client("", ""),
            "",
            false,
            Conversation.NEW);

    Session with(Address moved, Conversation said) {
      return new Session(id, template, moved, client, device, cover, said);
    }
  }

  /**
   * How large requests are, in tokens.
   *
   * @param most what the request allows for its output
   */
  record Size(int input, int output, double sigma, int most) {}
}
