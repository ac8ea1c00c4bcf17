package dev.weir.api.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.weir.account.Account;
import dev.weir.account.Pseudonyms;
import dev.weir.account.RiskScore;
import dev.weir.v1.Account.Status;
import dev.weir.v1.Verification.Level;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountMessagesTest {
  private static final long NOW = 1_700_000_000_000L;

  private final AccountMessages messages = new AccountMessages(Pseudonyms.none());

  @Test
  void givesBackTheAccountThatItRead() {
    dev.weir.v1.Account message = complete().build();

    assertThat(messages.message(messages.account(message))).isEqualTo(message);
  }

  @Test
  void fillsInAnAccountOfWhichOnlyTheIdIsKnown() {
    dev.weir.v1.Account message = dev.weir.v1.Account.newBuilder().setAccountId("a1").build();

    assertThat(messages.account(message)).isEqualTo(Account.unknown("a1"));
  }

  @Test
  void spellsAddressesCountriesAndDomainsInOneWay() {
    dev.weir.v1.Account.Builder message = complete();
    message.getSignupBuilder().setIp("2001:DB8:0::1").setEmailDomain("Mail.Example");
    message.getPaymentBuilder().setCountry("de");

    Account account = messages.account(message.build());
    assertThat(account.signup().ip()).isEqualTo("2001:db8:0:0:0:0:0:1");
    assertThat(account.signup().emailDomain()).isEqualTo("mail.example");
    assertThat(account.payment().country()).isEqualTo("DE");
  }

  @Test
  void putsIdentifiersUnderPseudonyms() {
    Pseudonyms pseudonyms = Pseudonyms.keyed("k".repeat(32).getBytes(StandardCharsets.UTF_8));

    Account account = new AccountMessages(pseudonyms).account(complete().build());

    assertThat(account.accountId()).isEqualTo(pseudonyms.account("a1"));
    assertThat(account.organizationId()).isEqualTo(pseudonyms.organization("o1"));
    assertThat(account.payment().fingerprint()).isEqualTo(pseudonyms.payment("fp"));
    assertThat(account.signup().deviceId()).isEqualTo(pseudonyms.device("d1"));
    assertThat(account.signup().ip()).isEqualTo(pseudonyms.signupIp("192.0.2.1"));
    assertThat(account.verification().identityHash()).isEqualTo(pseudonyms.identity("ih"));
    assertThat(account.toString()).doesNotContain("192.0.2.1", "fp", "ih");
  }

  @ParameterizedTest
  @CsvSource({
    "account_id",
    "organization_id",
    "tier",
    "programme",
    "status",
    "verification.level",
    "verification.method",
    "verification.identity_hash",
    "verification.verified_at",
    "verification.expires_at",
    "payment.fingerprint",
    "payment.country",
    "signup.ip",
    "signup.device_id",
    "signup.email_domain",
    "created_at",
    "tags",
    "tags[1]"
  })
  void namesTheFieldOfAnAccountThatIsNotValid(String field) {
    dev.weir.v1.Account.Builder message = complete();
    breakField(message, field);

    assertThatThrownBy(() -> messages.account(message.build()))
        .hasMessageStartingWith(field + ": ")
        .hasMessageContaining("(expected: ");
  }

  @Test
  void doesNotRepeatAWholeMailAddress() {
    dev.weir.v1.Account.Builder message = complete();
    message.getSignupBuilder().setEmailDomain("jane.doe@example.org");

    assertThatThrownBy(() -> messages.account(message.build())).hasMessageNotContaining("jane");
  }

  @Test
  void givesBackTheRiskScoreThatItRead() {
    dev.weir.v1.RiskScore message =
        score()
            .setHalfLife(Durations.fromHours(3))
            .setExpiresAt(Timestamps.fromMillis(NOW + 5))
            .build();

    assertThat(messages.message(messages.riskScore(message, NOW))).isEqualTo(message);
  }

  @Test
  void letsARiskScoreCountForThirtyDaysByDefault() {
    RiskScore score = messages.riskScore(score().build(), NOW + 500);

    assertThat(score.expiresAt()).isEqualTo(NOW + 30L * 24 * 3_600_000);
    assertThat(score.halfLifeMillis()).isZero();
  }

  @Test
  void takesAScoreWithoutATimeAsObservedNow() {
    assertThat(messages.riskScore(score().clearObservedAt().build(), NOW + 7).observedAt())
        .isEqualTo(NOW + 7);
  }

  @Test
  void refusesARiskScoreThatIsNotValid() {
    assertRefused("account_id", score -> score.setAccountId(""));
    assertRefused("source", score -> score.setSource(""));
    assertRefused("reason", score -> score.setReason("x".repeat(1025)));
    assertRefused("score", score -> score.setScore(Double.NaN));
    assertRefused("score", score -> score.setScore(-0.1));
    assertRefused("score", score -> score.setScore(1.5));
    assertRefused("half_life", score -> score.setHalfLife(Duration.getDefaultInstance()));
    assertRefused("half_life", score -> score.setHalfLife(Durations.fromSeconds(-1)));
    assertRefused("expires_at", score -> score.setExpiresAt(Timestamps.fromMillis(NOW)));
    assertRefused(
        "observed_at", score -> score.setObservedAt(Timestamps.fromMillis(NOW + 3_600_001)));
    assertRefused("observed_at", score -> score.setObservedAt(Timestamp.newBuilder().setNanos(-1)));
  }

  private void assertRefused(String field, Consumer<dev.weir.v1.RiskScore.Builder> change) {
    dev.weir.v1.RiskScore.Builder score = score();
    change.accept(score);
    assertThatThrownBy(() -> messages.riskScore(score.build(), NOW))
        .hasMessageStartingWith(field + ": ");
  }

  private static dev.weir.v1.RiskScore.Builder score() {
    return dev.weir.v1.RiskScore.newBuilder()
        .setAccountId("a1")
        .setSource("fraud")
        .setScore(0.5)
        .setReason("cards")
        .setObservedAt(Timestamps.fromMillis(NOW));
  }

  private static void breakField(dev.weir.v1.Account.Builder message, String field) {
    String tooLong = "é".repeat(513);
    Timestamp before = Timestamps.fromMillis(-1);
    switch (field) {
      case "account_id" -> message.setAccountId("");
      case "organization_id" -> message.setOrganizationId(tooLong);
      case "tier" -> message.setTier(tooLong);
      case "programme" -> message.setProgramme(tooLong);
      case "status" -> message.setStatusValue(99);
      case "verification.level" -> message.getVerificationBuilder().setLevelValue(99);
      case "verification.method" -> message.getVerificationBuilder().setMethod(tooLong);
      case "verification.identity_hash" ->
          message.getVerificationBuilder().setIdentityHash(tooLong);
      case "verification.verified_at" -> message.getVerificationBuilder().setVerifiedAt(before);
      case "verification.expires_at" ->
          message.getVerificationBuilder().setExpiresAt(Timestamp.getDefaultInstance());
      case "payment.fingerprint" -> message.getPaymentBuilder().setFingerprint(tooLong);
      case "payment.country" -> message.getPaymentBuilder().setCountry("Germany");
      case "signup.ip" -> message.getSignupBuilder().setIp("localhost");
      case "signup.device_id" -> message.getSignupBuilder().setDeviceId(tooLong);
      case "signup.email_domain" -> message.getSignupBuilder().setEmailDomain("me@example.org");
      case "created_at" -> message.setCreatedAt(before);
      case "tags" -> message.addAllTags(Collections.nCopies(65, "t"));
      case "tags[1]" -> message.addTags("");
      default -> throw new AssertionError(field);
    }
  }

  private static dev.weir.v1.Account.Builder complete() {
    return dev.weir.v1.Account.newBuilder()
        .setAccountId("a1")
        .setOrganizationId("o1")
        .setStatus(Status.SUSPENDED)
        .setTier("build")
        .setProgramme("research")
        .setVerification(
            dev.weir.v1.Verification.newBuilder()
                .setLevel(Level.IDENTITY)
                .setMethod("document")
                .setIdentityHash("ih")
                .setVerifiedAt(Timestamps.fromMillis(NOW))
                .setExpiresAt(Timestamps.fromMillis(NOW + 1)))
        .setPayment(
            dev.weir.v1.PaymentInstrument.newBuilder()
                .setFingerprint("fp")
                .setPrepaid(true)
                .setCountry("DE"))
        .setSignup(
            dev.weir.v1.Signup.newBuilder()
                .setIp("192.0.2.1")
                .setDeviceId("d1")
                .setEmailDomain("example.org"))
        .setCreatedAt(Timestamps.fromMillis(NOW - 1))
        .addTags("vip");
  }
}
