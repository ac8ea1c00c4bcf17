package dev.weir.acceptance;

import dev.weir.account.Account;
import dev.weir.account.Accounts.Freshness;
import dev.weir.account.Accounts.Lookup;
import dev.weir.account.Level;
import dev.weir.account.Profile;
import dev.weir.challenge.Challenge;
import dev.weir.challenge.ChallengeConfig;
import dev.weir.challenge.ChallengeService;
import dev.weir.challenge.ChallengeService.Proof;
import dev.weir.challenge.Kind;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.LiveCohorts;
import dev.weir.cohort.Standing;
import dev.weir.cohort.TraitHash;
import dev.weir.decision.Budget;
import dev.weir.decision.Decision;
import dev.weir.decision.DecisionObserver;
import dev.weir.decision.Engine;
import dev.weir.decision.Policy;
import dev.weir.decision.PolicyEngine;
import dev.weir.decision.Verdict;
import dev.weir.limit.Overrides;
import dev.weir.limit.Usage;
import dev.weir.policy.Policies;
import dev.weir.policy.PolicyCompiler;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An engine as a server has it, with the default policy and a store in memory, and those who call
 * it. Its time is its owner's: between two calls of {@link #advance} it stands still.
 */
final class Town {
  private static final long START = 1_800_000_000_000L;
  private static final long STEP = 5_000;
  private static final long ANSWER = 600_000;
  private static final int MOST_WAITING = LiveCohorts.Room.USUAL.lessons();

  private final MemoryStore store = new MemoryStore(this::now, MemoryConfig.defaults());
  private final Policy policy =
      PolicyCompiler.compile("model-api.yaml", askingProxies()).policy().orElseThrow();
  private final TraitHash hash;
  private final LiveCohorts cohorts;
  private final ChallengeService challenges;
  private final Engine engine;
  private final Map<String, Set<String>> rules = new HashMap<>();
  private final Set<String> denied = new HashSet<>();
  private final Set<String> answering = new HashSet<>();
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final Map<String, String> clearances = new HashMap<>();
  private long now = START;

  private record Answer(Caller caller, Challenge challenge, long at) {}

  private Town(byte[] key) {
    hash = TraitHash.keyed(key);
    cohorts = new LiveCohorts(store.cohorts(), policy::cohorts, hash, LiveCohorts.Room.USUAL);
    challenges = challenges();
    engine =
        new PolicyEngine(
            () -> policy,
            Overrides::none,
            (id, at, timeout) ->
                CompletableFuture.completedStage(new Lookup(find(id), Freshness.FRESH)),
            challenges,
            store.limits(),
            cohorts,
            new SplittableRandom(1),
            DecisionObserver.NONE);
  }

  /** Returns a town of people who share nothing but a few popular templates. */
  static Town of(int people) {
    return of(people, 0);
  }

  /** The default policy, but that who comes through a proxy is asked, and not only watched. */
  private static String askingProxies() {
    String yaml = Policies.defaultYaml();
    int rule = yaml.indexOf("- name: anonymous_proxy");
    int mode = yaml.indexOf("    mode: shadow\n", rule);
    return yaml.substring(0, mode) + yaml.substring(yaml.indexOf('\n', mode) + 1);
  }

  /** Returns such a town in which it is the seed that says whose hashes are the smallest. */
  static Town of(int people, long seed) {
    Town town = new Town(ByteBuffer.allocate(32).putLong(seed).array());
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < people; i++) {
      String id = "person " + i;
      town.put(Caller.ofSomebody(id, random, town.now));
      town.call(Caller.alone(id, i, true).withTemplate(1_000 + i % 20 * 10));
    }
    town.advance(STEP);
    return town;
  }

  long now() {
    return now;
  }

  /** Tells the engine of an account. */
  void put(Account account) {
    await(store.accounts().put(List.of(account)));
  }

  Level level(Caller caller) {
    return find(caller.id()).account().verification().levelAt(now);
  }

  /** Returns the clearance that a caller got last. */
  String clearance(Caller caller) {
    return clearances.getOrDefault(caller.id(), "");
  }

  /** Sends a request with a clearance, whoever's it is. */
  Decision callWith(Caller caller, String clearance) {
    Decision decision = await(engine.decide(caller.facts(clearance), now, Budget.unlimited()));
    if (decision.verdict() == Verdict.ALLOW) {
      await(store.limits().settle(new Usage(decision.decisionId(), 100, 100), now));
    }
    return decision;
  }

  /**
   * Sends a request; who is challenged, and answers, does so ten minutes later, and calls again.
   */
  Decision call(Caller caller) {
    if (cohorts.waiting() > MOST_WAITING / 2) {
      learn();
    }
    Decision decision = callWith(caller, clearance(caller));
    if (decision.verdict() != Verdict.ALLOW) {
      rules
          .computeIfAbsent(decision.reasons().getFirst().rule(), rule -> new HashSet<>())
          .add(caller.id());
    }
    if (decision.verdict() == Verdict.DENY) {
      denied.add(caller.id());
    }
    decision
        .challenge()
        .filter(challenge -> caller.answers() && answering.add(challenge.challengeId()))
        .ifPresent(challenge -> answers.add(new Answer(caller, challenge, now + ANSWER)));
    return decision;
  }

  /**
   * Returns those whose id begins with {@code kind} that were ever refused or challenged by one of
   * these rules.
   */
  Set<String> metBy(String kind, String... names) {
    return Stream.of(names)
        .flatMap(name -> rules.getOrDefault(name, Set.of()).stream())
        .filter(id -> id.startsWith(kind))
        .collect(Collectors.toSet());
  }

  /** Returns those that were ever asked to verify themselves for a cohort's sake. */
  Set<String> asked(String kind) {
    return metBy(kind, "cohort_probe", "cohort_campaign");
  }

  /** Returns those that were ever denied. */
  Set<String> denied(String kind) {
    return denied.stream().filter(id -> id.startsWith(kind)).collect(Collectors.toSet());
  }

  /** Moves the time on, and does every five seconds of it what a server does twice a second. */
  void advance(long millis) {
    for (long end = now + millis; now < end; now = Math.min(end, now + STEP)) {
      answer();
      learn();
    }
    answer();
    learn();
  }

  /** Returns what is held of all who are seen with a text value of a trait. */
  Standing standing(String trait, String value) {
    return standing(hash.cohort(trait, value));
  }

  /** Returns what is held of all who are seen with a template. */
  Standing standing(String trait, long value) {
    return standing(hash.cohort(trait, value));
  }

  private Standing standing(Cohort.Key key) {
    return await(store.cohorts().find(key))
        .map(cohort -> cohort.judgement().standing())
        .orElse(Standing.OBSERVED);
  }

  private void learn() {
    await(cohorts.learn(now).thenCompose(done -> cohorts.assess(now)));
    await(cohorts.refresh(now));
  }

  private void answer() {
    for (Answer next = answers.peek(); next != null && next.at <= now; next = answers.peek()) {
      answers.remove();
      Challenge challenge = next.challenge;
      Kind kind = challenge.kinds().getFirst();
      String identity = kind == Kind.IDENTITY ? "document of " + challenge.accountId() : "";
      await(challenges.pass(challenge.challengeId(), kind, new Proof("", identity, 0), now))
          .clearance()
          .ifPresent(token -> clearances.put(challenge.accountId(), token));
      var _ = call(next.caller);
    }
  }

  private Profile find(String accountId) {
    return await(store.accounts().find(accountId));
  }

  private ChallengeService challenges() {
    try {
      return ChallengeService.create(
          store.challenges(),
          store.accounts(),
          ChallengeConfig.defaults(),
          new Random(1),
          cohorts::answered,
          START);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
