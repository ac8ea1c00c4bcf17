package dev.weir.policy;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.account.PaymentInstrument;
import dev.weir.account.Profile;
import dev.weir.account.RiskScore;
import dev.weir.account.Signup;
import dev.weir.account.Status;
import dev.weir.account.Verification;
import dev.weir.challenge.Clearance;
import dev.weir.cohort.Regard;
import dev.weir.decision.Facts;
import dev.weir.decision.Input;
import dev.weir.decision.Inputs;
import dev.weir.decision.Match;
import dev.weir.decision.Policy;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitOverride;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.Outcome;
import dev.weir.limit.Overrides;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A request as a test describes it. Every method changes it and returns it. */
final class Request {
  static final long NOW = 1_700_000_000_000L;

  private String accountId = "a1";
  private String organizationId = "";
  private String apiKeyId = "";
  private boolean known;
  private Status status = Status.ACTIVE;
  private String tier = "";
  private Level level = Level.NONE;
  private long createdAt;
  private long verifiedUntil;
  private List<String> tags = List.of();
  private Facts.Network network = Facts.Network.UNKNOWN;
  private Facts.Operation operation = Facts.Operation.UNKNOWN;
  private Facts.Prompt prompt = Facts.Prompt.UNKNOWN;
  private final Map<String, Double> signals = new HashMap<>();
  private final Map<String, String> labels = new HashMap<>();
  private final List<RiskScore> scores = new ArrayList<>();
  private Optional<Clearance> clearance = Optional.empty();
  private Set<Input> missing = Set.of();
  private Overrides overrides = Overrides.none();
  private Regard regard = Regard.NONE;
  private final List<LimitStatus> limits = new ArrayList<>();

  static Request ofUnknownAccount() {
    return new Request();
  }

  static Request of(Level level) {
    Request request = new Request();
    request.known = true;
    request.level = level;
    return request;
  }

  Request account(String id) {
    accountId = id;
    return this;
  }

  Request organization(String id) {
    organizationId = id;
    return this;
  }

  Request apiKey(String id) {
    apiKeyId = id;
    return this;
  }

  Request status(Status value) {
    status = value;
    return this;
  }

  Request tier(String value) {
    tier = value;
    return this;
  }

  Request createdAt(long value) {
    createdAt = value;
    return this;
  }

  Request verifiedUntil(long value) {
    verifiedUntil = value;
    return this;
  }

  Request tags(String... values) {
    tags = List.of(values);
    return this;
  }

  Request ip(String ip) {
    network = new Facts.Network(ip, 0, "", "", "", network.proxyConfidence(), "");
    return this;
  }

  Request proxy(double confidence) {
    network = new Facts.Network(network.ip(), 0, "", "", "", confidence, "");
    return this;
  }

  Request model(String model, long inputTokens, long maxOutputTokens) {
    operation = new Facts.Operation(model, "/v1/messages", inputTokens, maxOutputTokens, false);
    return this;
  }

  Request prompt(long... bands) {
    prompt = new Facts.Prompt(bands, 0, 0);
    return this;
  }

  Request signal(String name, double value) {
    signals.put(name, value);
    return this;
  }

  Request label(String name, String value) {
    labels.put(name, value);
    return this;
  }

  Request pushed(String source, double score) {
    scores.add(new RiskScore(accountId, source, score, "", NOW, 0, Long.MAX_VALUE));
    return this;
  }

  Request score(RiskScore score) {
    scores.add(score);
    return this;
  }

  Request clearance(Clearance value) {
    clearance = Optional.of(value);
    return this;
  }

  Request missing(Input... inputs) {
    missing = Set.of(inputs);
    return this;
  }

  Request override(LimitOverride... values) {
    overrides = Overrides.of(List.of(values));
    return this;
  }

  Request regard(Regard value) {
    regard = value;
    return this;
  }

  Request limit(String name, long limit, long remaining, boolean exceeded) {
    limits.add(new LimitStatus(name, limit, remaining, exceeded, 0, 0, 60_000));
    return this;
  }

  List<Match> matches(Policy policy) {
    Inputs inputs = inputs(policy);
    List<Match> matches = new ArrayList<>(policy.beforeLimits(inputs));
    matches.addAll(
        policy.afterLimits(
            inputs.withLimits(
                new Outcome(
                    "", limits.stream().noneMatch(LimitStatus::exceeded), false, false, limits))));
    return matches;
  }

  /** Returns the matches as {@code rule VERDICT}. */
  List<String> decisions(Policy policy) {
    return matches(policy).stream()
        .map(match -> match.rule().name() + ' ' + match.verdict())
        .toList();
  }

  List<Demand> demands(Policy policy) {
    return policy.demands(inputs(policy));
  }

  Inputs inputs(Policy policy) {
    Account account =
        new Account(
            accountId,
            organizationId,
            status,
            tier,
            "",
            new Verification(level, "", "", 0, verifiedUntil),
            PaymentInstrument.NONE,
            Signup.UNKNOWN,
            createdAt,
            tags);
    Profile profile = new Profile(account, known, scores);
    Facts facts =
        new Facts(
            "r1",
            new Facts.Principal(accountId, organizationId, apiKeyId, ""),
            network,
            operation,
            prompt,
            signals,
            labels,
            "");
    return new Inputs(
        facts,
        profile,
        policy.risk(facts, profile, regard, NOW),
        regard,
        clearance,
        Optional.empty(),
        overrides,
        missing,
        NOW);
  }
}
