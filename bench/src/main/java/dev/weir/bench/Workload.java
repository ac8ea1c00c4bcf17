package dev.weir.bench;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.account.PaymentInstrument;
import dev.weir.account.Signup;
import dev.weir.account.Status;
import dev.weir.account.Verification;
import dev.weir.decision.Facts;
import dev.weir.decision.Facts.Network;
import dev.weir.decision.Facts.Operation;
import dev.weir.decision.Facts.Principal;
import dev.weir.decision.Facts.Prompt;
import dev.weir.decision.Policy;
import dev.weir.policy.PolicyCompiler;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What the benchmarks decide, and by what: policies of any size, accounts, and their requests. */
public final class Workload {
  /** Requests come from so many accounts in turn, ten in each organization. */
  static final int ACCOUNTS = 1_000;

  /** When everything begins, in epoch milliseconds. */
  static final long START = 1_800_000_000_000L;

  private static final int ORGANIZATION = 10;

  /**
   * By account and by organization, over a minute and over a day, and all of them with room for
   * every request of a benchmark.
   */
  private static final String LIMITS =
      """
      limits:
        - {name: requests_per_minute, by: account, measure: requests, window: 1m, max: 1000000}
        - {name: requests_per_day, by: account, measure: requests, window: 1d, max: 1000000000}
        - {name: input_per_minute, by: organization, measure: input_tokens, window: 1m, max: 1000000000}
        - {name: output_per_minute, by: organization, measure: output_tokens, window: 1m, max: 1000000000}
        - {name: tokens_per_day, by: organization, measure: tokens, window: 1d, max: 1000000000000}
        - {name: concurrency, by: account, measure: concurrency, window: 10s, max: 1000}
      """;

  /** What accounts may share, as in the policy that Weir starts with. */
  private static final String COHORTS =
      """
      cohorts:
        traits:
          - {name: card, family: payment, of: payment}
          - {name: identity, family: identity, of: identity, most: 5}
          - {name: signup_device, family: identity, of: signup_device}
          - {name: email_domain, family: identity, of: email_domain, exempt: [mail.example]}
          - {name: address, family: network, of: ip, weak: true}
          - {name: address_prefix, family: network, of: ip_prefix}
          - {name: device, family: device, of: device}
          - {name: client, family: device, of: [ja4, user_agent], weak: true}
          - {name: template, family: template, of: template}
          - {name: conversation, family: conversation, of: conversation}
      """;

  private static final int BANDS = 16;

  private static final String OVER_LIMIT =
      "  - {name: over_limit, when: limits.exceeded, verdict: deny, code: RATE_LIMITED}\n";

  private Workload() {}

  /**
   * Returns a policy with six limits and so many rules: one reads the limits, the others compare
   * two or three values, and none matches.
   */
  static Policy policy(int rules) {
    return policy(rules, false);
  }

  /** Returns the same, with cohorts or without. */
  static Policy policy(int rules, boolean cohorts) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("apiVersion: weir.dev/v1\nname: bench\nreservation: 10s\n");
    yaml.append(LIMITS).append(cohorts ? COHORTS : "").append(rulesYaml(rules));
    return PolicyCompiler.compile("bench.yaml", yaml.toString()).policy().orElseThrow();
  }

  /** Returns the same rules as part of a policy's text. */
  public static String rulesYaml(int rules) {
    StringBuilder yaml = new StringBuilder("rules:\n").append(OVER_LIMIT);
    for (int i = 1; i < rules; i++) {
      yaml.append("  - {name: rule_").append(i).append(", when: '").append(condition(i));
      yaml.append("', verdict: deny, code: RULE_").append(i).append("}\n");
    }
    return yaml.toString();
  }

  private static String condition(int i) {
    return switch (i % 4) {
      case 0 -> "account.status == SUSPENDED";
      case 1 -> "risk.score >= 0.%d && account.verification < IDENTITY".formatted(50 + i % 50);
      case 2 ->
          "network.proxy_confidence >= 0.%d && account.tier == \"start\"".formatted(50 + i % 50);
      default ->
          "signals.elicitation >= 0.9 || (account.tier == \"trial\" && operation.input_tokens > %d)"
              .formatted(100_000 + i);
    };
  }

  static Account account(int i) {
    return new Account(
        accountId(i),
        organizationId(i),
        Status.ACTIVE,
        "start",
        "",
        new Verification(Level.PHONE, "sms", "", START, 0),
        PaymentInstrument.NONE,
        Signup.UNKNOWN,
        START,
        List.of());
  }

  static Facts facts(int i, String requestId) {
    return new Facts(
        requestId,
        new Principal(accountId(i), organizationId(i), "key-" + i, ""),
        new Network("203.0.113." + i % 256, 64_500, "DE", "", "sdk/1.0", 0.1, ""),
        new Operation("large", "/v1/messages", 400, 1_000, true),
        Prompt.UNKNOWN,
        Map.of("elicitation", 0.1),
        Map.of(),
        "");
  }

  /** Returns the facts of an account whose prompts have a template, and whose device is known. */
  static Facts traced(Facts facts, int i) {
    SplittableRandom random = new SplittableRandom(i);
    return new Facts(
        facts.requestId(),
        facts.principal(),
        new Network("203.0.113." + i % 256, 64_500, "DE", "t13d1516h2", "sdk/1.0", 0.1, "d" + i),
        facts.operation(),
        new Prompt(random.longs(BANDS).toArray(), random.nextLong(), 0),
        facts.signals(),
        facts.labels(),
        facts.clearance());
  }

  /** Returns the facts of a request that has an id. */
  static Facts named(Facts facts, String requestId) {
    return new Facts(
        requestId,
        facts.principal(),
        facts.network(),
        facts.operation(),
        facts.prompt(),
        facts.signals(),
        facts.labels(),
        facts.clearance());
  }

  private static String accountId(int i) {
    return "account-" + i;
  }

  private static String organizationId(int i) {
    return "organization-" + i / ORGANIZATION;
  }
}
