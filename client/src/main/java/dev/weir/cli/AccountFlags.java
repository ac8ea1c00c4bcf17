package dev.weir.cli;

import com.google.protobuf.Timestamp;
import dev.weir.v1.Account;
import dev.weir.v1.Verification;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The flags that describe an account. Each sets one field of the contract's Account. */
final class AccountFlags {
  @Parameters(
      arity = "0..1",
      paramLabel = "ACCOUNT_ID",
      description = "The account. Required, here or in --from-json.")
  private Optional<String> accountId = Optional.empty();

  @Option(names = "--org", paramLabel = "ID", description = "The organization that it belongs to.")
  private Optional<String> organization = Optional.empty();

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "active, suspended or closed. Default: active.")
  private Optional<Account.Status> status = Optional.empty();

  @Option(
      names = "--tier",
      paramLabel = "NAME",
      description = "The tier, as the policy's limits name it.")
  private Optional<String> tier = Optional.empty();

  @Option(
      names = "--programme",
      paramLabel = "NAME",
      description = "education, research, startup, trial, or your own.")
  private Optional<String> programme = Optional.empty();

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description =
          "How far it is verified: none, email, phone, payment, identity or organization. Default:"
              + " none.")
  private Optional<Verification.Level> level = Optional.empty();

  @Option(
      names = "--method",
      paramLabel = "WORD",
      description = "How it was verified, such as document or sms.")
  private Optional<String> method = Optional.empty();

  @Option(
      names = "--identity-hash",
      paramLabel = "HASH",
      description = "Keyed hash of the verified identity.")
  private Optional<String> identityHash = Optional.empty();

  @Option(
      names = "--verified-at",
      paramLabel = "TIME",
      description = "When it was verified, such as 2026-10-31T12:00:00Z or 2026-10-31.")
  private Optional<Timestamp> verifiedAt = Optional.empty();

  @Option(
      names = "--verification-expires-at",
      paramLabel = "TIME",
      description = "Until when the verification is held. Default: it does not expire.")
  private Optional<Timestamp> verificationExpiresAt = Optional.empty();

  @Option(
      names = "--payment-fingerprint",
      paramLabel = "HASH",
      description = "The payment processor's fingerprint of what it pays with.")
  private Optional<String> paymentFingerprint = Optional.empty();

  @Option(
      names = "--payment-country",
      paramLabel = "XX",
      description = "Country of the issuer, ISO 3166-1.")
  private Optional<String> paymentCountry = Optional.empty();

  @Option(names = "--prepaid", description = "It pays with a prepaid or virtual card.")
  private boolean prepaid;

  @Option(
      names = "--signup-ip",
      paramLabel = "ADDRESS",
      description = "Address that it signed up from.")
  private Optional<String> signupIp = Optional.empty();

  @Option(
      names = "--signup-device",
      paramLabel = "ID",
      description = "Device that it signed up from.")
  private Optional<String> signupDevice = Optional.empty();

  @Option(
      names = "--email-domain",
      paramLabel = "DOMAIN",
      description = "Domain of its mail address.")
  private Optional<String> emailDomain = Optional.empty();

  @Option(names = "--created-at", paramLabel = "TIME", description = "When it was created.")
  private Optional<Timestamp> createdAt = Optional.empty();

  @Option(names = "--tag", paramLabel = "NAME", description = "A tag of your own. Repeatable.")
  private List<String> tags = List.of();

  /** Sets the fields for which a flag was given, and leaves the others as they are. */
  void apply(Account.Builder account) {
    accountId.ifPresent(account::setAccountId);
    organization.ifPresent(account::setOrganizationId);
    status.ifPresent(account::setStatus);
    tier.ifPresent(account::setTier);
    programme.ifPresent(account::setProgramme);
    createdAt.ifPresent(account::setCreatedAt);
    account.addAllTags(tags);
    level.ifPresent(held -> account.getVerificationBuilder().setLevel(held));
    method.ifPresent(how -> account.getVerificationBuilder().setMethod(how));
    identityHash.ifPresent(hash -> account.getVerificationBuilder().setIdentityHash(hash));
    verifiedAt.ifPresent(at -> account.getVerificationBuilder().setVerifiedAt(at));
    verificationExpiresAt.ifPresent(at -> account.getVerificationBuilder().setExpiresAt(at));
    paymentFingerprint.ifPresent(hash -> account.getPaymentBuilder().setFingerprint(hash));
    paymentCountry.ifPresent(country -> account.getPaymentBuilder().setCountry(country));
    if (prepaid) {
      account.getPaymentBuilder().setPrepaid(true);
    }
    signupIp.ifPresent(ip -> account.getSignupBuilder().setIp(ip));
    signupDevice.ifPresent(device -> account.getSignupBuilder().setDeviceId(device));
    emailDomain.ifPresent(domain -> account.getSignupBuilder().setEmailDomain(domain));
  }
}
