package dev.weir.load;

import dev.weir.load.LoadReport.Setup;
import dev.weir.load.LoadReport.Spent;
import dev.weir.load.SoakFaults.Fault;
import dev.weir.load.SoakReport.OpenAccount;
import dev.weir.load.SoakReport.Sample;
import dev.weir.load.SoakReport.TightAccount;
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
import java.util.stream.IntStream;

/**
 * Two replicas on one Redis that are asked for long, while Redis suffers; and then the sum: was
 * every request that was admitted counted, was no more admitted than is stated, and has nothing
 * grown.
 */
final class Soak {
  private static final int REPLICAS = 2;
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
        return SoakReport.of(
            load,
            done,
            open(channels.getFirst()),
            tight(),
            SoakPolicy.bound(REPLICAS),
            watch.samples);
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

  /** Returns what became of the requests of each account of the limit that has room. */
  private List<OpenAccount> open(Channel channel) throws IOException, InterruptedException {
    List<OpenAccount> open = new ArrayList<>();
    for (int account = 0; account < checks.accounts(); account++) {
      if (!checks.isTight(account)) {
        // First, as asking may add to what replicas admitted.
        long counted = counted(channel, account);
        open.add(
            new OpenAccount(account, ledger.byStore(account), ledger.byReplica(account), counted));
      }
    }
    return open;
  }

  private List<TightAccount> tight() {
    return IntStream.range(0, checks.accounts())
        .filter(checks::isTight)
        .mapToObj(
            account ->
                new TightAccount(
                    ledger.byStore(account), ledger.byReplica(account), ledger.usedUp(account)))
        .toList();
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

    private volatile Optional<IOException> failure = Optional.empty();

    Watch(
        LocalRedis redis,
        List<OwnServer> replicas,
        List<Fault> planned,
        Consumer<Results> measuring) {
      this.redis = redis;
      this.replicas = replicas;
      this.planned = planned;
      this.measuring = measuring;
      for (int replica = 0; replica < replicas.size(); replica++) {
        // Now, so that one of which none is taken is not left out.
        samples.put(name(replica), new ArrayList<>());
      }
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
    public void check() throws IOException {
      Optional<SoakFaults> suffered = faults;
      if (suffered.isPresent()) {
        suffered.get().check();
      }
      Optional<IOException> failed = failure;
      if (failed.isPresent()) {
        throw failed.get();
      }
    }

    @Override
    public void answered(CheckResponse answer) {
      ledger.add(answer);
    }

    /** Waits for the last fault and the last sample, and returns what was done to Redis. */
    List<Fault> finish() throws IOException, InterruptedException {
      List<Fault> done = faults.orElseThrow().await();
      sampling.join();
      check();
      return done;
    }

    @Override
    public void close() {
      faults.ifPresent(SoakFaults::close);
      sampling.interrupt();
    }

    private void sample() {
      long every = setup.plan().duration().toNanos() / (SoakReport.SAMPLES - 1);
      long begin = ticker.getAsLong();
      try {
        for (int i = 0; i < SoakReport.SAMPLES; i++) {
          TimeUnit.NANOSECONDS.sleep(begin + i * every - ticker.getAsLong());
          for (int replica = 0; replica < replicas.size(); replica++) {
            add(name(replica), replicas.get(replica), begin);
          }
        }
      } catch (IOException e) {
        failure = Optional.of(e);
      } catch (RuntimeException e) {
        failure = Optional.of(new IOException("what a replica holds is not known: " + e, e));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static String name(int replica) {
      return "replica-" + (replica + 1);
    }

    private void add(String name, OwnServer replica, long begin)
        throws IOException, InterruptedException {
      Footprint held = Footprint.of(replica.process(), replica.http().orElseThrow());
      double second = Math.round((ticker.getAsLong() - begin) / 1e8) / 10.0;
      samples
          .computeIfAbsent(name, _ -> new ArrayList<>())
          .add(new Sample(second, held.heapBytes(), held.threads(), held.files()));
    }
  }
}
