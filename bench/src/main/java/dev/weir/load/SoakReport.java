package dev.weir.load;

import dev.weir.load.SoakFaults.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What a soak saw. The components, in snake_case and in this order, are its JSON. Times are in
 * milliseconds, but where a name says otherwise.
 *
 * @param problems what does not hold that should; empty where all does
 * @param load what was asked and answered, second by second
 * @param faults what Redis suffered, and when it did, in seconds after measuring began
 * @param open what was admitted of the limit that has room, and what Redis counted
 * @param tight the same of the limit that has not
 * @param replicas what each replica held, time after time
 */
record SoakReport(
    List<String> problems,
    LoadReport load,
    List<Fault> faults,
    Counted open,
    Admitted tight,
    Map<String, List<Sample>> replicas) {

  /** By how much a heap may differ after a collection and have not grown. */
  private static final double HEAP_SHARE = 0.25;

  private static final long HEAP_BYTES = 16L << 20;

  /** Threads and files that come and go. */
  private static final long SPARE = 10;

  /** How often it is looked at what a replica holds. */
  static final int SAMPLES = 6;

  /**
   * A limit that has room for everything.
   *
   * @param accounts that asked
   * @param admittedByRedis requests that were admitted with complete evidence
   * @param admittedByReplicas requests that were admitted and counted by a replica alone
   * @param counted what Redis counted in the end
   * @param missing of those that Redis admitted, how many it has not counted
   * @param surplus what it counted beyond those, by no account more than replicas admitted: calls
   *     whose answers were lost
   */
  record Counted(
      int accounts,
      long admittedByRedis,
      long admittedByReplicas,
      long counted,
      long missing,
      long surplus) {}

  /**
   * A limit that was used up.
   *
   * @param max the limit
   * @param bound what replicas may admit together, outages included
   * @param accounts that asked
   * @param usedUp how many of these used it up, so that Redis denied them a request
   * @param mostByRedis what Redis admitted of the account of which it admitted most
   * @param most what was admitted of the account of which most was
   */
  record Admitted(long max, long bound, int accounts, int usedUp, long mostByRedis, long most) {}

  /**
   * What became of the requests of one account, of the limit that has room.
   *
   * @param byRedis how many were admitted with complete evidence
   * @param byReplicas how many were admitted and counted by a replica alone
   * @param counted how many Redis has counted in the end
   */
  record OpenAccount(int account, long byRedis, long byReplicas, long counted) {
    private long missing() {
      return Math.max(0, byRedis - counted);
    }

    private long surplus() {
      return Math.max(0, counted - byRedis);
    }
  }

  /**
   * What became of the requests of one account, of the limit that is used up.
   *
   * @param usedUp whether it was: Redis denied a request
   */
  record TightAccount(long byRedis, long byReplicas, boolean usedUp) {}

  /** What a replica held at a time. */
  record Sample(double second, long heapBytes, long threads, Optional<Long> files) {}

  /**
   * Sums up, and tells what does not hold that should: also what may hold, but was not tried.
   *
   * @param bound what replicas may admit together of the tight limit
   * @param replicas what each of them held, one without any sample included
   */
  static SoakReport of(
      LoadReport load,
      List<Fault> faults,
      List<OpenAccount> open,
      List<TightAccount> tight,
      long bound,
      Map<String, List<Sample>> replicas) {
    Counted counted = counted(open);
    Admitted admitted = admitted(tight, bound);
    List<String> problems = new ArrayList<>();
    if (!load.errors().isEmpty()) {
      problems.add("calls failed: " + load.errors());
    }
    if (faults.isEmpty()) {
      problems.add("Redis suffered nothing: no fault was drawn in so short a time");
    }
    if (counted.admittedByRedis() == 0) {
      problems.add("Redis admitted no request of the limit with room, so none could be missing");
    }
    open.forEach(account -> miscounted(account).ifPresent(problems::add));
    problems.addAll(tightProblems(admitted));
    replicas.forEach((name, samples) -> problems.addAll(growth(name, samples)));
    return new SoakReport(List.copyOf(problems), load, faults, counted, admitted, replicas);
  }

  private static Counted counted(List<OpenAccount> accounts) {
    return new Counted(
        accounts.size(),
        sum(accounts, OpenAccount::byRedis),
        sum(accounts, OpenAccount::byReplicas),
        sum(accounts, OpenAccount::counted),
        sum(accounts, OpenAccount::missing),
        sum(accounts, OpenAccount::surplus));
  }

  private static long sum(List<OpenAccount> accounts, ToLongFunction<OpenAccount> count) {
    return accounts.stream().mapToLong(count).sum();
  }

  private static Admitted admitted(List<TightAccount> accounts, long bound) {
    int usedUp = 0;
    long mostByRedis = 0;
    long most = 0;
    for (TightAccount account : accounts) {
      usedUp += account.usedUp() ? 1 : 0;
      mostByRedis = Math.max(mostByRedis, account.byRedis());
      most = Math.max(most, account.byRedis() + account.byReplicas());
    }
    return new Admitted(SoakPolicy.TIGHT_MAX, bound, accounts.size(), usedUp, mostByRedis, most);
  }

  /** An account of which a request is missing, or was counted though nobody can have asked it. */
  private static Optional<String> miscounted(OpenAccount account) {
    return account.missing() == 0 && account.surplus() <= account.byReplicas()
        ? Optional.empty()
        : Optional.of(
            "account %d: Redis admitted %,d requests and counted %,d, and replicas admitted %,d"
                .formatted(
                    account.account(), account.byRedis(), account.counted(), account.byReplicas()));
  }

  private static List<String> tightProblems(Admitted tight) {
    List<String> problems = new ArrayList<>();
    if (tight.usedUp() == 0) {
      problems.add(
          "no account used up its limit in Redis, so none was held to it (most: %,d of %,d)"
              .formatted(tight.most(), tight.max()));
    }
    if (tight.mostByRedis() > tight.max() || tight.most() > tight.bound()) {
      problems.add(
          "of a limit of %,d, Redis admitted %,d to one account, and all together %,d (bound: %,d)"
              .formatted(tight.max(), tight.mostByRedis(), tight.most(), tight.bound()));
    }
    return problems;
  }

  /**
   * Returns what is wrong with samples of one replica: that there are too few to tell, or else what
   * has grown from the first to the last.
   */
  static List<String> growth(String replica, List<Sample> samples) {
    if (samples.size() < SAMPLES) {
      return List.of(
          "%s: whether it grew is not known from %d samples (expected: %d)"
              .formatted(replica, samples.size(), SAMPLES));
    }
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    return List.of(
            grown(
                replica + ": bytes of heap",
                first.heapBytes(),
                last.heapBytes(),
                HEAP_BYTES + Math.round(first.heapBytes() * HEAP_SHARE)),
            grown(replica + ": threads", first.threads(), last.threads(), SPARE),
            grown(replica + ": files", first.files().orElse(0L), last.files().orElse(0L), SPARE))
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> grown(String what, long first, long last, long allowed) {
    return last <= first + allowed
        ? Optional.empty()
        : Optional.of(
            "%s grew from %,d to %,d (expected: by at most %,d)"
                .formatted(what, first, last, allowed));
  }
}
