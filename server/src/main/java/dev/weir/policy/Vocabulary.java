package dev.weir.policy;

import static dev.weir.policy.Variable.bool;
import static dev.weir.policy.Variable.number;
import static dev.weir.policy.Variable.text;
import static dev.weir.policy.Variable.whole;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.account.Status;
import dev.weir.challenge.Clearance;
import dev.weir.challenge.Kind;
import dev.weir.decision.Input;
import dev.weir.decision.Inputs;
import dev.weir.decision.Risk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What every condition can read, whatever the policy: names, types, where the values come from, and
 * what they mean.
 */
final class Vocabulary {
  /**
   * The type of {@code account.status}: a type of its own, so that comparing it with a level is an
   * error at load.
   */
  static final CelType STATUS = OpaqueType.create("status");

  /** The type of {@code account.verification}. */
  static final CelType LEVEL = OpaqueType.create("level");

  /** The map of a request's signals, and the prefix of each one's own name. */
  static final String SIGNALS = "signals";

  /** The map of a request's labels, and the prefix of each one's own name. */
  static final String LABELS = "labels";

  private static final Optional<Input> FACTS = Optional.empty();
  private static final Optional<Input> ACCOUNT = Optional.of(Input.ACCOUNT);
  private static final Optional<Input> RISK = Optional.of(Input.RISK);

  private static final Optional<Object> NO_SCORE = Optional.of(0.0);
  private static final Optional<Object> NO_TEXT = Optional.of("");
  private static final Optional<Object> NO_TIME = Optional.of(Duration.ZERO);

  private Vocabulary() {}

  /** Returns the variables that every policy has, in the reference's order. */
  static List<Variable> variables() {
    List<Variable> variables = new ArrayList<>();
    variables.addAll(account());
    variables.addAll(request());
    variables.addAll(maps());
    variables.addAll(evidence());
    variables.addAll(CohortVariables.all());
    return List.copyOf(variables);
  }

  /** Returns the names of statuses and levels. */
  static List<Variable> constants() {
    List<Variable> constants = new ArrayList<>();
    for (Status status : Status.values()) {
      constants.add(Variable.constant(status.name(), STATUS, status));
    }
    for (Level level : Level.values()) {
      constants.add(Variable.constant(level.name(), LEVEL, level));
    }
    return constants;
  }

  private static List<Variable> account() {
    return List.of(
        text(
                "account.id",
                FACTS,
                "The account's id, as the request states it.",
                inputs -> inputs.facts().principal().accountId())
            .hidden(),
        bool(
            "account.known",
            ACCOUNT,
            "Whether the account was ever pushed.",
            inputs -> inputs.profile().known()),
        Variable.of(
            "account.status",
            STATUS,
            ACCOUNT,
            "`ACTIVE`, `SUSPENDED` or `CLOSED`; of an unknown account `ACTIVE`.",
            inputs -> Optional.of(account(inputs).status())),
        Variable.of(
            "account.verification",
            LEVEL,
            ACCOUNT,
            "How far the account is verified now: `NONE` < `EMAIL` < `PHONE` < `PAYMENT` <"
                + " `IDENTITY` < `ORGANIZATION`. A level that has expired is not held.",
            inputs -> Optional.of(account(inputs).verification().levelAt(inputs.now()))),
        text(
            "account.verification_method",
            ACCOUNT,
            "How it was verified, in the provider's words.",
            inputs -> account(inputs).verification().method()),
        text("account.tier", ACCOUNT, "Its tier.", inputs -> account(inputs).tier()),
        text(
            "account.programme",
            ACCOUNT,
            "Its programme, such as education.",
            inputs -> account(inputs).programme()),
        text(
                "account.organization",
                ACCOUNT,
                "The organization that the request counts for: the account's own, else the one that"
                    + " the request names.",
                Inputs::organizationId)
            .hidden(),
        Variable.of(
            "account.age",
            SimpleType.DURATION,
            ACCOUNT,
            "How long ago the account was created; 0 if that is not known, so that an account of"
                + " unknown age is a new one.",
            Vocabulary::age),
        Variable.of(
            "account.tags",
            ListType.create(SimpleType.STRING),
            ACCOUNT,
            "The provider's own tags: `\"beta\" in account.tags`.",
            inputs -> Optional.of(account(inputs).tags())),
        bool(
            "account.has_payment",
            ACCOUNT,
            "Whether a payment instrument is on file.",
            inputs -> !account(inputs).payment().fingerprint().isEmpty()),
        bool(
            "account.prepaid",
            ACCOUNT,
            "Whether it pays with a prepaid or virtual card.",
            inputs -> account(inputs).payment().prepaid()),
        text(
            "account.payment_country",
            ACCOUNT,
            "The country of the card's issuer, ISO 3166-1 alpha-2.",
            inputs -> account(inputs).payment().country()),
        text(
            "account.signup_email_domain",
            ACCOUNT,
            "The domain of the mail address that it signed up with.",
            inputs -> account(inputs).signup().emailDomain()),
        text(
                "account.signup_ip",
                ACCOUNT,
                "The address that it signed up from.",
                inputs -> account(inputs).signup().ip())
            .hidden(),
        text(
                "account.signup_device_id",
                ACCOUNT,
                "The device that it signed up from.",
                inputs -> account(inputs).signup().deviceId())
            .hidden());
  }

  private static List<Variable> request() {
    return List.of(
        text(
                "principal.organization_id",
                FACTS,
                "The organization that the request names.",
                inputs -> inputs.facts().principal().organizationId())
            .hidden(),
        text(
                "principal.api_key_id",
                FACTS,
                "The API key.",
                inputs -> inputs.facts().principal().apiKeyId())
            .hidden(),
        text(
                "principal.session_id",
                FACTS,
                "The session.",
                inputs -> inputs.facts().principal().sessionId())
            .hidden(),
        text(
                "network.ip",
                FACTS,
                "The caller's address in one spelling: IPv4 in dots, IPv6 as eight groups without"
                    + " leading zeros.",
                inputs -> inputs.facts().network().ip())
            .hidden(),
        whole(
            "network.asn",
            FACTS,
            "The number of the address's network; 0 if unknown.",
            inputs -> Integer.toUnsignedLong(inputs.facts().network().asn())),
        text(
            "network.country",
            FACTS,
            "The address's country, ISO 3166-1 alpha-2.",
            inputs -> inputs.facts().network().country()),
        text(
            "network.ja4",
            FACTS,
            "The client's TLS fingerprint.",
            inputs -> inputs.facts().network().ja4()),
        text(
            "network.user_agent",
            FACTS,
            "The user agent.",
            inputs -> inputs.facts().network().userAgent()),
        number(
            "network.proxy_confidence",
            FACTS,
            "How likely the address is a residential or anonymous proxy, from 0 to 1.",
            inputs -> inputs.facts().network().proxyConfidence()),
        text(
                "network.device_id",
                FACTS,
                "The device.",
                inputs -> inputs.facts().network().deviceId())
            .hidden(),
        text(
            "operation.model",
            FACTS,
            "The model that is asked for.",
            inputs -> inputs.facts().operation().model()),
        text(
            "operation.endpoint",
            FACTS,
            "The endpoint.",
            inputs -> inputs.facts().operation().endpoint()),
        whole(
            "operation.input_tokens",
            FACTS,
            "How many input tokens the request has.",
            inputs -> inputs.facts().operation().inputTokens()),
        whole(
            "operation.max_output_tokens",
            FACTS,
            "The most output tokens that the request may use; 0 if it states none.",
            inputs -> inputs.facts().operation().maxOutputTokens()),
        bool(
            "operation.streaming",
            FACTS,
            "Whether the answer is streamed.",
            inputs -> inputs.facts().operation().streaming()),
        Variable.of(
            "prompt.template_bands",
            ListType.create(SimpleType.UINT),
            FACTS,
            "Hashes of the prompt's fixed part: `0x1f2e3d4c5b6a7988u in prompt.template_bands`.",
            inputs -> Optional.of(bands(inputs.facts().prompt().templateBands()))),
        Variable.of(
            "prompt.conversation_prefix",
            SimpleType.UINT,
            FACTS,
            "Hash of the conversation so far; `0u` at its first turn.",
            inputs -> unsigned(inputs.facts().prompt().conversationPrefix())),
        Variable.of(
            "prompt.reasoning_signature",
            SimpleType.UINT,
            FACTS,
            "Hash of a reasoning block that the request replays; `0u` if none.",
            inputs -> unsigned(inputs.facts().prompt().reasoningSignature())));
  }

  private static List<Variable> maps() {
    return List.of(
        Variable.of(
            SIGNALS,
            MapType.create(SimpleType.STRING, SimpleType.DOUBLE),
            FACTS,
            "Scores of upstream classifiers, from 0 to 1. `signals.NAME` or `signals[\"NAME\"]` is"
                + " one of them, 0 where the request has none of that name; `has(signals.NAME)`"
                + " tells the two apart.",
            inputs -> Optional.of(inputs.facts().signals())),
        Variable.of(
                LABELS,
                MapType.create(SimpleType.STRING, SimpleType.STRING),
                FACTS,
                "Anything else that the front end sends. `labels.NAME` or `labels[\"NAME\"]` is one"
                    + " of them, empty where the request has none of that name;"
                    + " `has(labels.NAME)` tells the two apart.",
                inputs -> Optional.of(inputs.facts().labels()))
            .hidden());
  }

  private static List<Variable> evidence() {
    return List.of(
        number(
            "risk.score",
            RISK,
            "How risky the account is, from 0 to 1: all families together, as `risk` says.",
            inputs -> inputs.risk().score()),
        number(
            "risk.pushed",
            RISK,
            "What the pushed scores alone make of it.",
            inputs -> family(inputs.risk(), PushedScores.FAMILY)),
        number(
            "risk.signals",
            RISK,
            "What the request's signals alone make of it.",
            inputs -> family(inputs.risk(), Signals.FAMILY)),
        bool(
            "clearance.valid",
            FACTS,
            "Whether the request carries a clearance that holds.",
            inputs -> inputs.clearance().isPresent()),
        text(
            "clearance.rule",
            FACTS,
            "The rule whose challenge was passed; empty without a clearance.",
            inputs -> inputs.clearance().map(Clearance::rule).orElse("")),
        text(
                "clearance.kind",
                FACTS,
                "What was passed, such as `\"identity\"`; empty without a clearance.",
                inputs -> inputs.clearance().map(found -> spelling(found.kind())).orElse(""))
            .withValid(Arrays.stream(Kind.values()).map(Vocabulary::spelling).toList()),
        Variable.of(
            "clearance.age",
            SimpleType.DURATION,
            FACTS,
            "How long ago it was passed; 0 without a clearance.",
            inputs ->
                inputs
                    .clearance()
                    .<Object>map(found -> Duration.ofMillis(inputs.now() - found.issuedAt()))
                    .or(() -> NO_TIME)));
  }

  /** Returns the variable of one signal: 0 where the request does not have it. */
  static Variable signal(String name) {
    return Variable.of(
        SIGNALS + '.' + name,
        SimpleType.DOUBLE,
        FACTS,
        "",
        inputs -> {
          Object found = inputs.facts().signals().get(name);
          return found == null ? NO_SCORE : Optional.of(found);
        });
  }

  /**
   * Returns the variable of one label: empty where the request does not have it. Never shown:
   * anything may be in it.
   */
  static Variable label(String name) {
    return Variable.of(
            LABELS + '.' + name,
            SimpleType.STRING,
            FACTS,
            "",
            inputs -> {
              Object found = inputs.facts().labels().get(name);
              return found == null ? NO_TEXT : Optional.of(found);
            })
        .hidden();
  }

  /** Returns the variable that tells whether the request has a signal, or a label. */
  static Variable has(String map, String name) {
    return bool(
        "has(" + map + '.' + name + ')',
        FACTS,
        "",
        map.equals(SIGNALS)
            ? inputs -> inputs.facts().signals().containsKey(name)
            : inputs -> inputs.facts().labels().containsKey(name));
  }

  private static String spelling(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static Account account(Inputs inputs) {
    return inputs.profile().account();
  }

  private static Optional<Object> age(Inputs inputs) {
    long createdAt = account(inputs).createdAt();
    return createdAt == 0
        ? NO_TIME
        : Optional.of(Duration.ofMillis(Math.max(0, inputs.now() - createdAt)));
  }

  private static double family(Risk risk, String family) {
    double none = 1;
    for (Risk.Contribution contribution : risk.contributions()) {
      if (contribution.family().equals(family)) {
        none *= 1 - contribution.score();
      }
    }
    return 1 - none;
  }

  private static Optional<Object> unsigned(long bits) {
    return Optional.of(UnsignedLong.fromLongBits(bits));
  }

  private static List<UnsignedLong> bands(long[] bits) {
    return Arrays.stream(bits).mapToObj(UnsignedLong::fromLongBits).toList();
  }
}
