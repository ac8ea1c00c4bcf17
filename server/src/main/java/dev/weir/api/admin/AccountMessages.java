package dev.weir.api.admin;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.account.PaymentInstrument;
import dev.weir.account.Pseudonyms;
import dev.weir.account.RiskScore;
import dev.weir.account.Signup;
import dev.weir.account.Status;
import dev.weir.account.Verification;
import dev.weir.validation.Check;
import dev.weir.validation.InvalidFieldException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Turns accounts and risk scores of the contract into Weir's own, and back: the one place that
 * judges them, for the administrative API and for traces. What comes in is validated first and then
 * put under {@link Pseudonyms}; what goes out is as it is held. Thread-safe.
 *
 * <p>Methods that read a message throw {@link InvalidFieldException}, which names the field by its
 * path in the message.
 */
public final class AccountMessages {
  /** How long a risk score counts that states no expiry. */
  public static final long DEFAULT_SCORE_MILLIS = TimeUnit.DAYS.toMillis(30);

  /** A score from further ahead would keep newer ones out until then. */
  private static final long CLOCK_SKEW_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final Pseudonyms pseudonyms;

  /** Creates a translator that puts identifiers under {@code pseudonyms}. */
  public AccountMessages(Pseudonyms pseudonyms) {
    this.pseudonyms = pseudonyms;
  }

  /**
   * Returns the account that a message describes. An unset status is ACTIVE, an unset level NONE.
   */
  public Account account(dev.weir.v1.Account message) {
    Check.required("account_id", message.getAccountId());
    Check.text("organization_id", message.getOrganizationId());
    Check.text("tier", message.getTier());
    Check.text("programme", message.getProgramme());
    return new Account(
        pseudonyms.account(message.getAccountId()),
        pseudonyms.organization(message.getOrganizationId()),
        status(message.getStatus()),
        message.getTier(),
        message.getProgramme(),
        message.hasVerification()
            ? verification("verification", message.getVerification())
            : Verification.NONE,
        message.hasPayment() ? payment(message.getPayment()) : PaymentInstrument.NONE,
        message.hasSignup() ? signup(message.getSignup()) : Signup.UNKNOWN,
        message.hasCreatedAt() ? millis("created_at", message.getCreatedAt()) : 0,
        tags(message.getTagsList()));
  }

  /** Returns an account as a message. */
  public dev.weir.v1.Account message(Account account) {
    dev.weir.v1.Account.Builder message =
        dev.weir.v1.Account.newBuilder()
            .setAccountId(account.accountId())
            .setOrganizationId(account.organizationId())
            .setStatus(
                switch (account.status()) {
                  case ACTIVE -> dev.weir.v1.Account.Status.ACTIVE;
                  case SUSPENDED -> dev.weir.v1.Account.Status.SUSPENDED;
                  case CLOSED -> dev.weir.v1.Account.Status.CLOSED;
                })
            .setTier(account.tier())
            .setProgramme(account.programme())
            .setVerification(message(account.verification()))
            .addAllTags(account.tags());
    if (!account.payment().equals(PaymentInstrument.NONE)) {
      message.setPayment(
          dev.weir.v1.PaymentInstrument.newBuilder()
              .setFingerprint(account.payment().fingerprint())
              .setPrepaid(account.payment().prepaid())
              .setCountry(account.payment().country()));
    }
    if (!account.signup().equals(Signup.UNKNOWN)) {
      message.setSignup(
          dev.weir.v1.Signup.newBuilder()
              .setIp(account.signup().ip())
              .setDeviceId(account.signup().deviceId())
              .setEmailDomain(account.signup().emailDomain()));
    }
    if (account.createdAt() != 0) {
      message.setCreatedAt(Timestamps.fromMillis(account.createdAt()));
    }
    return message.build();
  }

  /** Returns a verification as a message. */
  public dev.weir.v1.Verification message(Verification verification) {
    dev.weir.v1.Verification.Builder message =
        dev.weir.v1.Verification.newBuilder()
            .setLevel(level(verification.level()))
            .setMethod(verification.method())
            .setIdentityHash(verification.identityHash());
    if (verification.verifiedAt() != 0) {
      message.setVerifiedAt(Timestamps.fromMillis(verification.verifiedAt()));
    }
    if (verification.expiresAt() != 0) {
      message.setExpiresAt(Timestamps.fromMillis(verification.expiresAt()));
    }
    return message.build();
  }

  /**
   * Returns the risk score that a message describes. Where unset, it was observed at {@code now},
   * keeps its weight, and expires {@link #DEFAULT_SCORE_MILLIS} after it was observed.
   *
   * @param now epoch milliseconds
   */
  public RiskScore riskScore(dev.weir.v1.RiskScore message, long now) {
    Check.required("account_id", message.getAccountId());
    Check.required("source", message.getSource());
    Check.text("reason", message.getReason());
    long observedAt =
        message.hasObservedAt() ? millis("observed_at", message.getObservedAt()) : now;
    if (observedAt > now + CLOCK_SKEW_MILLIS) {
      throw new InvalidFieldException(
          "observed_at",
          "a time at most an hour ahead of the server's",
          Timestamps.toString(message.getObservedAt()));
    }
    long expiresAt = observedAt + DEFAULT_SCORE_MILLIS;
    if (message.hasExpiresAt()) {
      expiresAt = millis("expires_at", message.getExpiresAt());
      if (expiresAt <= observedAt) {
        throw new InvalidFieldException(
            "expires_at", "a time after observed_at", Timestamps.toString(message.getExpiresAt()));
      }
    }
    return new RiskScore(
        pseudonyms.account(message.getAccountId()),
        message.getSource(),
        Check.share("score", message.getScore()),
        message.getReason(),
        observedAt,
        message.hasHalfLife() ? halfLife(message.getHalfLife()) : 0,
        expiresAt);
  }

  /** Returns a risk score as a message. */
  public dev.weir.v1.RiskScore message(RiskScore score) {
    dev.weir.v1.RiskScore.Builder message =
        dev.weir.v1.RiskScore.newBuilder()
            .setAccountId(score.accountId())
            .setSource(score.source())
            .setScore(score.score())
            .setReason(score.reason())
            .setObservedAt(Timestamps.fromMillis(score.observedAt()))
            .setExpiresAt(Timestamps.fromMillis(score.expiresAt()));
    if (score.halfLifeMillis() != 0) {
      message.setHalfLife(Durations.fromMillis(score.halfLifeMillis()));
    }
    return message.build();
  }

  /** Returns the epoch milliseconds of a time after 1970: at 0, an expiry would read as none. */
  public static long millis(String field, Timestamp time) {
    long millis = Timestamps.isValid(time) ? Timestamps.toMillis(time) : 0;
    if (millis <= 0) {
      throw new InvalidFieldException(
          field,
          "a time after 1970-01-01T00:00:00Z",
          time.getSeconds() + " s and " + time.getNanos() + " ns");
    }
    return millis;
  }

  /** Returns the epoch milliseconds of a time after {@code now}. */
  static long future(String field, Timestamp time, long now) {
    long millis = millis(field, time);
    if (millis <= now) {
      throw new InvalidFieldException(field, "a time to come", Timestamps.toString(time));
    }
    return millis;
  }

  private static long halfLife(Duration duration) {
    long millis = Durations.isValid(duration) ? Durations.toMillis(duration) : 0;
    if (millis <= 0) {
      throw new InvalidFieldException(
          "half_life",
          "at least a millisecond",
          duration.getSeconds() + " s and " + duration.getNanos() + " ns");
    }
    return millis;
  }

  private static Status status(dev.weir.v1.Account.Status status) {
    return switch (status) {
      case STATUS_UNSPECIFIED, ACTIVE -> Status.ACTIVE;
      case SUSPENDED -> Status.SUSPENDED;
      case CLOSED -> Status.CLOSED;
      case UNRECOGNIZED ->
          throw new InvalidFieldException("status", "ACTIVE, SUSPENDED or CLOSED", "another");
    };
  }

  private Verification verification(String field, dev.weir.v1.Verification message) {
    Level level =
        switch (message.getLevel()) {
          case LEVEL_UNSPECIFIED, NONE -> Level.NONE;
          case EMAIL -> Level.EMAIL;
          case PHONE -> Level.PHONE;
          case PAYMENT -> Level.PAYMENT;
          case IDENTITY -> Level.IDENTITY;
          case ORGANIZATION -> Level.ORGANIZATION;
          case UNRECOGNIZED ->
              throw new InvalidFieldException(
                  field + ".level",
                  "NONE, EMAIL, PHONE, PAYMENT, IDENTITY or ORGANIZATION",
                  "another");
        };
    Check.text(field + ".method", message.getMethod());
    Check.text(field + ".identity_hash", message.getIdentityHash());
    return new Verification(
        level,
        message.getMethod(),
        pseudonyms.identity(message.getIdentityHash()),
        message.hasVerifiedAt() ? millis(field + ".verified_at", message.getVerifiedAt()) : 0,
        message.hasExpiresAt() ? millis(field + ".expires_at", message.getExpiresAt()) : 0);
  }

  private PaymentInstrument payment(dev.weir.v1.PaymentInstrument message) {
    Check.text("payment.fingerprint", message.getFingerprint());
    return new PaymentInstrument(
        pseudonyms.payment(message.getFingerprint()),
        message.getPrepaid(),
        country("payment.country", message.getCountry()));
  }

  private Signup signup(dev.weir.v1.Signup message) {
    Check.text("signup.device_id", message.getDeviceId());
    String ip = Check.ip("signup.ip", message.getIp());
    String domain = Check.text("signup.email_domain", message.getEmailDomain());
    if (domain.indexOf('@') >= 0) {
      // Not shown: it is somebody's address.
      throw new InvalidFieldException(
          "signup.email_domain", "the part after the @", "a whole address");
    }
    return new Signup(
        pseudonyms.signupIp(ip),
        pseudonyms.device(message.getDeviceId()),
        domain.toLowerCase(Locale.ROOT));
  }

  private static String country(String field, String country) {
    if (!country.isEmpty() && !country.matches("[A-Za-z]{2}")) {
      throw new InvalidFieldException(field, "two letters of ISO 3166-1, such as DE", country);
    }
    return country.toUpperCase(Locale.ROOT);
  }

  private static List<String> tags(List<String> tags) {
    Check.size("tags", tags.size());
    for (int i = 0; i < tags.size(); i++) {
      Check.required("tags[" + i + "]", tags.get(i));
    }
    return tags;
  }

  /** Returns a level as the contract names it. */
  static dev.weir.v1.Verification.Level level(Level level) {
    return switch (level) {
      case NONE -> dev.weir.v1.Verification.Level.NONE;
      case EMAIL -> dev.weir.v1.Verification.Level.EMAIL;
      case PHONE -> dev.weir.v1.Verification.Level.PHONE;
      case PAYMENT -> dev.weir.v1.Verification.Level.PAYMENT;
      case IDENTITY -> dev.weir.v1.Verification.Level.IDENTITY;
      case ORGANIZATION -> dev.weir.v1.Verification.Level.ORGANIZATION;
    };
  }
}
