package dev.weir.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is started to be asked, and what is done to it.
 *
 * @param name by which it is chosen
 * @param description one line for its user
 * @param server what answers
 * @param store where it keeps its state
 * @param rules of its policy
 * @param limits of its policy
 * @param accounts of how many accounts checks are drawn, where the user does not say
 * @param fault what Redis suffers in the middle third of what is measured
 */
record LoadScenario(
    String name,
    String description,
    Server server,
    Store store,
    int rules,
    int limits,
    int accounts,
    Optional<Fault> fault) {

  private static final int RULES = 10;
  private static final int LIMITS = 6;

  private static final int ACCOUNTS = 1_000;
  private static final int MANY_ACCOUNTS = 20_000;

  /** What answers. */
  enum Server {
    /** Weir, as {@code weir serve} starts it. */
    WEIR,
    /** A gRPC server that decides nothing. */
    ECHO,
    /** A gRPC server that has limits counted in Redis as cheaply as it can be, and no more. */
    SCRIPT,
    /** The same, one check after the other. */
    LONE_SCRIPT
  }

  /** Where state is kept. */
  enum Store {
    MEMORY,
    REDIS,
    /** Redis, 2 ms farther away. */
    FAR_REDIS,
    /** A Redis Cluster of three primaries. */
    CLUSTER,
    /** The same, each primary with a replica. */
    REPLICATED_CLUSTER
  }

  /** What is done to Redis. */
  enum Fault {
    /** It stands still, and then goes on. */
    STOPPED,
    /** It is killed, and later started again, empty. */
    KILLED,
    /** One primary of a cluster is killed, and later started again. */
    FAILING_OVER,
    /** Slots of a cluster move from one primary to another and back. */
    MOVING_SLOTS
  }

  /** Returns all that there are. */
  static List<LoadScenario> all() {
    List<LoadScenario> all = new ArrayList<>();
    all.add(
        new LoadScenario(
            "echo",
            "A server that decides nothing: the floor of gRPC and of this program",
            Server.ECHO,
            Store.MEMORY,
            0,
            0,
            ACCOUNTS,
            Optional.empty()));
    all.add(weir("embedded", "Weir on its embedded store", Store.MEMORY, RULES, LIMITS, ACCOUNTS));
    all.add(weir("redis", "Weir on Redis", Store.REDIS, RULES, LIMITS, ACCOUNTS));
    all.add(weir("hot-key", "One account asks for everything", Store.REDIS, RULES, LIMITS, 1));
    all.add(weir("1m-accounts", "A million accounts", Store.REDIS, RULES, LIMITS, 1_000_000));
    for (int rules : new int[] {1, 10, 100, 1_000}) {
      all.add(weir("rules-" + rules, "How rules count", Store.MEMORY, rules, LIMITS, ACCOUNTS));
    }
    for (int limits : new int[] {1, 3, 4, 16}) {
      all.add(weir("limits-" + limits, "How limits count", Store.REDIS, RULES, limits, ACCOUNTS));
    }
    all.add(
        weir("redis-2ms", "Redis is 2 ms farther away", Store.FAR_REDIS, RULES, LIMITS, ACCOUNTS));
    all.add(
        new LoadScenario(
            "redis-script",
            "What the script of limits costs Redis by itself, to compare with limits-3",
            Server.SCRIPT,
            Store.REDIS,
            RULES,
            3,
            ACCOUNTS,
            Optional.empty()));
    all.add(
        new LoadScenario(
            "redis-script-1",
            "The same with one check in each write",
            Server.LONE_SCRIPT,
            Store.REDIS,
            RULES,
            3,
            ACCOUNTS,
            Optional.empty()));
    all.add(suffering("redis-stopped", "Redis stands still (SIGSTOP)", Store.REDIS, Fault.STOPPED));
    all.add(
        suffering(
            "redis-killed", "Redis is killed, and started again empty", Store.REDIS, Fault.KILLED));
    all.add(
        weir("redis-cluster", "Weir on a Redis Cluster", Store.CLUSTER, RULES, LIMITS, ACCOUNTS));
    all.add(
        suffering(
            "redis-failover",
            "One primary of a Redis Cluster is killed",
            Store.REPLICATED_CLUSTER,
            Fault.FAILING_OVER));
    all.add(
        suffering(
            "slot-migration", "Slots of a Redis Cluster move", Store.CLUSTER, Fault.MOVING_SLOTS));
    return List.copyOf(all);
  }

  private static LoadScenario weir(
      String name, String description, Store store, int rules, int limits, int accounts) {
    return new LoadScenario(
        name, description, Server.WEIR, store, rules, limits, accounts, Optional.empty());
  }

  private static LoadScenario suffering(String name, String description, Store store, Fault fault) {
    return new LoadScenario(
        name,
        description + ", for the middle third",
        Server.WEIR,
        store,
        RULES,
        LIMITS,
        // So many organizations that each slot that moves has keys.
        fault == Fault.MOVING_SLOTS ? MANY_ACCOUNTS : ACCOUNTS,
        Optional.of(fault));
  }

  /** Returns the description, and what its policy and accounts are. */
  String details() {
    return server == Server.ECHO
        ? description
        : "%s; rules: %d, limits: %d, accounts: %d".formatted(description, rules, limits, accounts);
  }
}
