package dev.weir.replay;

import dev.weir.v1.Account;
import dev.weir.v1.PaymentInstrument;
import dev.weir.v1.RiskScore;
import dev.weir.v1.Signup;
import dev.weir.v1.Verification;

/**
 * Reads accounts and risk scores into messages of the contract, which {@code AccountMessages} then
 * judges as it does those that are pushed to a server.
 */
final class AccountJson {
  private AccountJson() {}

  /** Returns the account that begins here. */
  static Account account(ProtoJson json) {
    Account.Builder account = Account.newBuilder();
    for (String field = json.field(); field != null; field = json.field()) {
      switch (field) {
        case "account_id", "accountId" -> account.setAccountId(json.string());
        case "organization_id", "organizationId" -> account.setOrganizationId(json.string());
        case "status" -> account.setStatusValue(json.enumeration(Account.Status.getDescriptor()));
        case "tier" -> account.setTier(json.string());
        case "programme" -> account.setProgramme(json.string());
        case "verification" -> {
          if (json.object()) {
            account.setVerification(verification(json));
          }
        }
        case "payment" -> {
          if (json.object()) {
            account.setPayment(payment(json));
          }
        }
        case "signup" -> {
          if (json.object()) {
            account.setSignup(signup(json));
          }
        }
        case "created_at", "createdAt" -> json.timestamp().ifPresent(account::setCreatedAt);
        case "tags" -> account.clearTags().addAllTags(json.strings());
        default -> throw json.unknownField(Account.getDescriptor());
      }
    }
    return account.build();
  }

  /** Returns the risk score that begins here. */
  static RiskScore riskScore(ProtoJson json) {
    RiskScore.Builder score = RiskScore.newBuilder();
    for (String field = json.field(); field != null; field = json.field()) {
      switch (field) {
        case "account_id", "accountId" -> score.setAccountId(json.string());
        case "source" -> score.setSource(json.string());
        case "score" -> score.setScore(json.number());
        case "reason" -> score.setReason(json.string());
        case "observed_at", "observedAt" -> json.timestamp().ifPresent(score::setObservedAt);
        case "half_life", "halfLife" -> json.duration().ifPresent(score::setHalfLife);
        case "expires_at", "expiresAt" -> json.timestamp().ifPresent(score::setExpiresAt);
        default -> throw json.unknownField(RiskScore.getDescriptor());
      }
    }
    return score.build();
  }

  private static Verification verification(ProtoJson json) {
    Verification.Builder verification = Verification.newBuilder();
    for (String field = json.field(); field != null; field = json.field()) {
      switch (field) {
        case "level" ->
            verification.setLevelValue(json.enumeration(Verification.Level.getDescriptor()));
        case "method" -> verification.setMethod(json.string());
        case "identity_hash", "identityHash" -> verification.setIdentityHash(json.string());
        case "verified_at", "verifiedAt" -> json.timestamp().ifPresent(verification::setVerifiedAt);
        case "expires_at", "expiresAt" -> json.timestamp().ifPresent(verification::setExpiresAt);
        default -> throw json.unknownField(Verification.getDescriptor());
      }
    }
    return verification.build();
  }

  private static PaymentInstrument payment(ProtoJson json) {
    PaymentInstrument.Builder payment = PaymentInstrument.newBuilder();
    for (String field = json.field(); field != null; field = json.field()) {
      switch (field) {
        case "fingerprint" -> payment.setFingerprint(json.string());
        case "prepaid" -> payment.setPrepaid(json.bool());
        case "country" -> payment.setCountry(json.string());
        default -> throw json.unknownField(PaymentInstrument.getDescriptor());
      }
    }
    return payment.build();
  }

  private static Signup signup(ProtoJson json) {
    Signup.Builder signup = Signup.newBuilder();
    for (String field = json.field(); field != null; field = json.field()) {
      switch (field) {
        case "ip" -> signup.setIp(json.string());
        case "device_id", "deviceId" -> signup.setDeviceId(json.string());
        case "email_domain", "emailDomain" -> signup.setEmailDomain(json.string());
        default -> throw json.unknownField(Signup.getDescriptor());
      }
    }
    return signup.build();
  }
}
