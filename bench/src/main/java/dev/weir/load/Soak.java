package dev.weir.load;

import dev.weir.load.LoadReport.Setup;
import dev.weir.load.LoadReport.Spent;
import dev.weir.load.SoakFaults.Fault;
import dev.weir.load.SoakReport.Admitted;
import dev.weir.load.SoakReport.Counted;
import dev.weir.load.SoakReport.Sample;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceBlockingStub;
import dev.weir.v1.Evidence;
import dev.weir.v1.LimitStatus;
import io.grpc.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Two replicas on one Redis that are asked for long, while Redis suffers; and then the sum: was
 * every request that was admitted counted, was no more admitted than is stated, and has nothing
 * grown.
 */
final class Soak {
  private static final int REPLICAS = 2;
  private static final int SAMPLES = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Setup setup;
  private final SoakChecks checks;
  private final SoakLedger ledger;
  private final LongSupplier ticker;

  /**
   * Prepares a soak.
   *
   * @param run what the names of accounts and requests begin with
   * @param ticker a monotonic clock in nanoseconds
   */
  Soak(Setup setup, String run, LongSupplier ticker) {
    this.setup = setup;
    this.checks = new SoakChecks(setup.accounts(), run);
    this.ledger = new SoakLedger(checks);
    this.ticker = ticker;
  }

  /**
   * Starts two replicas and Redis, asks, and sums up.
   *
   * @param faults what Redis suffers, in seconds after measuring begins
   * @param measuring is told once measuring begins
   * @throws IOException where something could not be started, asked, or done to Redis
   */
  SoakReport run(Rig rig, List<Fault> faults, Consumer<Results> measuring)
      throws IOException, InterruptedException {
    LocalRedis redis = rig.startLasting();
    List<OwnServer> replicas = new ArrayList<>();
    for (int i = 1; i <= REPLICAS; i++) {
      replicas.add(
          rig.startWeir(
              "replica-" + i, SoakPolicy.yaml(setup.plan().budget()), redis.url(), 1.0 / REPLICAS));
    }
    try (Connections first = open(replicas.getFirst());
        Connections second = open(replicas.getLast())) {
      List<Channel> channels = new ArrayList<>(first.channels());
      channels.addAll(second.channels());
      Watch watch = new Watch(redis, replicas, faults, measuring);
      try (watch) {
        Results results = new OpenLoop(setup.plan(), channels, checks::next, ticker).run(watch);
        List<Fault> done = watch.finish();
        awaitComplete(channels);
        LoadReport load =
            LoadReport.of(
                setup, results, new Spent(Optional.empty(), Optional.empty()), Optional.empty());
        return sum(load, done, channels.getFirst(), watch.samples);
      }
    }
  }

  private Connections open(OwnServer replica) throws InterruptedException {
    return Connections.open(replica.grpc(), setup.connections());
  }

  /** Asks until each replica counts in Redis again. */
  private void awaitComplete(List<Channel> channels) throws IOException, InterruptedException {
    long until = ticker.getAsLong() + PATIENCE.toNanos();
    for (Channel channel : channels) {
      int asked = 0;
      while (ask(channel, 0, "settled-" + asked++).getEvidence() != Evidence.COMPLETE) {
        if (ticker.getAsLong() - until > 0) {
          throw new IOException(
              "a replica does not count in Redis again "
                  + PATIENCE.toSeconds()
                  + " s after all was over");
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private CheckResponse ask(Channel channel, int account, String id) {
    DecisionServiceBlockingStub stub =
        DecisionServiceGrpc.newBlockingStub(channel).withDeadlineAfter(setup.plan().deadline());
    return stub.check(checks.check(account, checks.run() + '-' + id));
  }

  private SoakReport sum(
      LoadReport load, List<Fault> faults, Channel channel, Map<String, List<Sample>> samples)
      throws IOException, InterruptedException {
    List<String> problems = new ArrayList<>();
    if (!load.errors().isEmpty()) {
      problems.add("calls failed: " + load.errors());
    }
    Counted open = open(channel, problems);
    Admitted tight = tight(problems);
    samples.forEach((name, held) -> problems.addAll(SoakReport.growth(name, held)));
    return new SoakReport(List.copyOf(problems), load, faults, open, tight, samples);
  }

  private Counted open(Channel channel, List<String> problems)
      throws IOException, InterruptedException {
    int accounts = 0;
    long byRedis = 0;
    long byReplicas = 0;
    long counted = 0;
    long missing = 0;
    long surplus = 0;
    for (int account = 0; account < checks.accounts(); account++) {
      if (checks.isTight(account)) {
        continue;
      }
      long inRedis = counted(channel, account);
      long difference = inRedis - ledger.byStore(account);
      accounts++;
      byRedis += ledger.byStore(account);
      byReplicas += ledger.byReplica(account);
      counted += inRedis;
      missing += Math.max(0, -difference);
      surplus += Math.max(0, difference);
      if (difference < 0 || difference > ledger.byReplica(account)) {
        problems.add(
            "account %d: Redis admitted %,d requests and counted %,d, and replicas admitted %,d"
                .formatted(account, ledger.byStore(account), inRedis, ledger.byReplica(account)));
      }
    }
    return new Counted(accounts, byRedis, byReplicas, counted, missing, surplus);
  }

  /** Returns how many of an account's requests Redis has counted before this one. */
  private long counted(Channel channel, int account) throws IOException, InterruptedException {
    long until = ticker.getAsLong() + PATIENCE.toNanos();
    for (int asked = 0; ticker.getAsLong() - until < 0; asked++) {
      CheckResponse answer = ask(channel, account, "sum-" + account + '-' + asked);
      if (answer.getEvidence() == Evidence.COMPLETE) {
        return used(answer) - 1;
      }
      // This one may have been counted in Redis as well, and its answer have come too late.
      ledger.add(answer.toBuilder().setRequestId(checks.run() + '-' + account).build());
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException("no complete answer for account " + account);
  }

  private static long used(CheckResponse answer) throws IOException {
    for (LimitStatus limit : answer.getLimitsList()) {
      if (limit.getName().equals(SoakPolicy.OPEN_LIMIT)) {
        return limit.getLimit() - limit.getRemaining();
      }
    }
    throw new IOException("no limit " + SoakPolicy.OPEN_LIMIT + " in the answer: " + answer);
  }

  private Admitted tight(List<String> problems) {
    long bound = SoakPolicy.TIGHT_MAX + REPLICAS * (SoakPolicy.TIGHT_MAX / REPLICAS);
    int accounts = 0;
    long mostByRedis = 0;
    long most = 0;
    for (int account = 0; account < checks.accounts(); account++) {
      if (checks.isTight(account)) {
        accounts++;
        mostByRedis = Math.max(mostByRedis, ledger.byStore(account));
        most = Math.max(most, ledger.byStore(account) + ledger.byReplica(account));
      }
    }
    if (mostByRedis > SoakPolicy.TIGHT_MAX || most > bound) {
      problems.add(
          "of a limit of %,d, Redis admitted %,d to one account, and all together %,d (bound: %,d)"
              .formatted(SoakPolicy.TIGHT_MAX, mostByRedis, most, bound));
    }
    return new Admitted(SoakPolicy.TIGHT_MAX, bound, accounts, mostByRedis, most);
  }

  /** Counts answers, lets Redis suffer, and measures what replicas hold. */
  private final class Watch implements OpenLoop.Watcher, AutoCloseable {
    private final LocalRedis redis;
    private final List<OwnServer> replicas;
    private final List<Fault> planned;
    private final Consumer<Results> measuring;
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
    private final Thread sampling =
        Thread.ofPlatform().daemon().name("weir-soak-samples").unstarted(this::sample);

    /** Set where measuring begins, and looked at by whoever closes this before that has ended. */
    private volatile Optional<SoakFaults> faults = Optional.empty();

    private Optional<IOException> failure = Optional.empty();

    Watch(
        LocalRedis redis,
        List<OwnServer> replicas,
        List<Fault> planned,
        Consumer<Results> measuring) {
      this.redis = redis;
      this.replicas = replicas;
      this.planned = planned;
      this.measuring = measuring;
    }

    @Override
    public void begins(Results results) {
      faults = Optional.of(SoakFaults.start(redis, planned, ticker));
      sampling.start();
      measuring.accept(results);
    }

    @Override
    public void ends() {}

    @Override
    public void answered(CheckResponse answer) {
      ledger.add(answer);
    }

    /** Waits for the last fault and the last sample, and returns what was done to Redis. */
    List<Fault> finish() throws IOException, InterruptedException {
      List<Fault> done = faults.orElseThrow().await();
      sampling.join();
      if (failure.isPresent()) {
        throw failure.get();
      }
      return done;
    }

    @Override
    public void close() {
      faults.ifPresent(SoakFaults::close);
      sampling.interrupt();
    }

    private void sample() {
      long every = setup.plan().duration().toNanos() / (SAMPLES - 1);
      long begin = ticker.getAsLong();
      try {
        for (int i = 0; i < SAMPLES; i++) {
          TimeUnit.NANOSECONDS.sleep(begin + i * every - ticker.getAsLong());
          for (int replica = 0; replica < replicas.size(); replica++) {
            add("replica-" + (replica + 1), replicas.get(replica), begin);
          }
        }
      } catch (IOException e) {
        failure = Optional.of(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void add(String name, OwnServer replica, long begin)
        throws IOException, InterruptedException {
      Footprint held = Footprint.of(replica.process(), replica.http().orElseThrow());
      double second = Math.round((ticker.getAsLong() - begin) / 1e8) / 10.0;
      samples
          .computeIfAbsent(name, each -> new ArrayList<>())
          .add(new Sample(second, held.heapBytes(), held.threads(), held.files()));
    }
  }
}
