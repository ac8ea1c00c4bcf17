package dev.weir.policy;

import static dev.weir.policy.Variable.bool;
import static dev.weir.policy.Variable.text;
import static dev.weir.policy.Vocabulary.FACTS;
import static dev.weir.policy.Vocabulary.NO_TIME;
import static java.util.Objects.requireNonNull;

import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.decision.Input;
import dev.weir.decision.Inputs;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What conditions can read of the account that asks. */
final class AccountVariables {
  private static final Optional<Input> ACCOUNT = Optional.of(Input.ACCOUNT);

  /** One object for each, so that a request needs no new one. */
  private static final Map<Level, Optional<Object>> LEVELS = levels();

  private AccountVariables() {}

  static List<Variable> all() {
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
            Vocabulary.STATUS,
            ACCOUNT,
            "`ACTIVE`, `SUSPENDED` or `CLOSED`; of an unknown account `ACTIVE`.",
            inputs -> Optional.of(account(inputs).status())),
        Variable.of(
            "account.verification",
            Vocabulary.LEVEL,
            ACCOUNT,
            "How far the account is verified now: `NONE` < `EMAIL` < `PHONE` < `PAYMENT` <"
                + " `IDENTITY` < `ORGANIZATION`. A level that has expired is not held.",
            AccountVariables::level),
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
            AccountVariables::age),
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

  private static Account account(Inputs inputs) {
    return inputs.profile().account();
  }

  private static Optional<Object> level(Inputs inputs) {
    Level level = account(inputs).verification().levelAt(inputs.now());
    return requireNonNull(LEVELS.get(level));
  }

  private static Map<Level, Optional<Object>> levels() {
    Map<Level, Optional<Object>> levels = new EnumMap<>(Level.class);
    for (Level level : Level.values()) {
      levels.put(level, Optional.of(level));
    }
    return levels;
  }

  private static Optional<Object> age(Inputs inputs) {
    long createdAt = account(inputs).createdAt();
    return createdAt == 0
        ? NO_TIME
        : Optional.of(Duration.ofMillis(Math.max(0, inputs.now() - createdAt)));
  }
}
