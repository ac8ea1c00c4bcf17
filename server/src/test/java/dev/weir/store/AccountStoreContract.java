package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.account.Account;
import dev.weir.account.AccountStore;
import dev.weir.account.Level;
import dev.weir.account.PaymentInstrument;
import dev.weir.account.Profile;
import dev.weir.account.RiskScore;
import dev.weir.account.Signup;
import dev.weir.account.Status;
import dev.weir.account.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link AccountStore} does. */
public abstract class AccountStoreContract extends StoreContract {
  private static final Verification IDENTITY =
      new Verification(Level.IDENTITY, "passport", "hash", NOW - DAY, NOW + DAY);

  private AccountStore accounts() {
    return store.accounts();
  }

  /** Returns an account with a value in every field. */
  private Account account(String id) {
    return new Account(
        unique(id),
        "organization \"ä\" 組織",
        Status.SUSPENDED,
        "build",
        "education",
        IDENTITY,
        new PaymentInstrument("fingerprint", true, "NZ"),
        new Signup("2001:db8::1", "device", "mail.example"),
        NOW - 30 * DAY,
        List.of("one", "two, and more", ""));
  }

  private RiskScore score(String account, String source, double score, long observedAt) {
    return new RiskScore(
        unique(account), source, score, "since \"it\" ßaid", observedAt, DAY, NOW + 365 * DAY);
  }

  private Profile find(String id) throws Exception {
    return get(accounts().find(unique(id)));
  }

  @Test
  void knowsNothingOfAnAccountThatWasNeverPushed() throws Exception {
    assertThat(find("stranger")).isEqualTo(Profile.unknown(unique("stranger")));
  }

  @Test
  void findsAnAccountAsItWasPut() throws Exception {
    get(accounts().put(List.of(account("a"))));
    assertThat(find("a")).isEqualTo(new Profile(account("a"), true, List.of()));
  }

  @Test
  void findsAnAccountOfWhichNothingIsKnown() throws Exception {
    Account empty = Account.unknown(unique("empty"));
    get(accounts().put(List.of(empty)));
    assertThat(find("empty")).isEqualTo(new Profile(empty, true, List.of()));
  }

  @ParameterizedTest
  @EnumSource
  void keepsEveryStatus(Status status) throws Exception {
    Account account =
        new Account(
            unique("a"),
            "",
            status,
            "",
            "",
            Verification.NONE,
            PaymentInstrument.NONE,
            Signup.UNKNOWN,
            0,
            List.of());
    get(accounts().put(List.of(account)));
    assertThat(find("a").account()).isEqualTo(account);
  }

  @ParameterizedTest
  @EnumSource
  void keepsEveryLevel(Level level) throws Exception {
    Account account = account("a").withVerification(new Verification(level, "how", "", NOW, 0));
    get(accounts().put(List.of(account)));
    assertThat(find("a").account()).isEqualTo(account);
  }

  @Test
  void replacesAnAccountAndKeepsItsScores() throws Exception {
    RiskScore score = score("a", "fraud", 0.5, NOW);
    get(accounts().put(List.of(account("a"))));
    get(accounts().putScores(List.of(score)));
    Account other = account("a").withVerification(Verification.NONE);
    get(accounts().put(List.of(other)));
    assertThat(find("a")).isEqualTo(new Profile(other, true, List.of(score)));
  }

  @Test
  void putsManyAccountsAtOnce() throws Exception {
    List<Account> many = IntStream.range(0, 2_500).mapToObj(i -> account("many-" + i)).toList();
    get(accounts().put(many));
    assertThat(find("many-0").known()).isTrue();
    assertThat(find("many-1234").account()).isEqualTo(many.get(1_234));
    assertThat(find("many-2499").known()).isTrue();
  }

  @Test
  void putsNothing() throws Exception {
    get(accounts().put(List.of()));
    get(accounts().putScores(List.of()));
    assertThat(find("nobody").known()).isFalse();
  }

  @Test
  void forgetsADeletedAccountAndItsScores() throws Exception {
    get(accounts().put(List.of(account("a"))));
    get(accounts().putScores(List.of(score("a", "fraud", 0.5, NOW))));
    get(accounts().delete(unique("a")));
    assertThat(find("a")).isEqualTo(Profile.unknown(unique("a")));
    get(accounts().delete(unique("a")));
  }

  @Test
  void keepsTheNewestScoreOfEachSource() throws Exception {
    RiskScore older = score("a", "fraud", 0.2, NOW - 1);
    RiskScore newer = score("a", "fraud", 0.9, NOW);
    RiskScore other = score("a", "abuse", 0.123456789012345, NOW - DAY);
    get(accounts().putScores(List.of(newer, other)));
    get(accounts().putScores(List.of(older)));
    assertThat(find("a").known()).isFalse();
    assertThat(find("a").scores()).containsExactlyInAnyOrder(newer, other);

    RiskScore newest = score("a", "fraud", 0, NOW + 1);
    get(accounts().putScores(List.of(older, newest, newer)));
    assertThat(find("a").scores()).containsExactlyInAnyOrder(newest, other);
  }

  @Test
  void replacesAScoreByOneOfTheSameMoment() throws Exception {
    get(accounts().putScores(List.of(score("a", "fraud", 0.2, NOW))));
    RiskScore corrected = score("a", "fraud", 0.3, NOW);
    get(accounts().putScores(List.of(corrected)));
    assertThat(find("a").scores()).containsExactly(corrected);
  }

  @Test
  void putsScoresOfManyAccountsAtOnce() throws Exception {
    List<RiskScore> many = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      many.add(score("many-" + i, "fraud", i / 2_500.0, NOW));
    }
    get(accounts().putScores(many));
    assertThat(find("many-0").scores()).containsExactly(many.get(0));
    assertThat(find("many-1234").scores()).containsExactly(many.get(1_234));
    assertThat(find("many-2499").scores()).containsExactly(many.get(2_499));
  }

  @Test
  void raisesAVerificationToAHigherLevel() throws Exception {
    Verification phone = new Verification(Level.PHONE, "sms", "", NOW - DAY, 0);
    get(accounts().put(List.of(account("a").withVerification(phone))));
    assertThat(get(accounts().raise(unique("a"), IDENTITY, NOW))).isEqualTo(IDENTITY);
    assertThat(find("a").account()).isEqualTo(account("a"));
  }

  @Test
  void renewsAVerificationOfTheSameLevel() throws Exception {
    get(accounts().put(List.of(account("a"))));
    Verification renewed = new Verification(Level.IDENTITY, "video", "hash", NOW, NOW + 2 * DAY);
    assertThat(get(accounts().raise(unique("a"), renewed, NOW))).isEqualTo(renewed);
    assertThat(find("a").account().verification()).isEqualTo(renewed);
  }

  @Test
  void keepsAHigherVerificationThatHasNotExpired() throws Exception {
    get(accounts().put(List.of(account("a"))));
    Verification lower = new Verification(Level.PAYMENT, "card", "", NOW, 0);
    assertThat(get(accounts().raise(unique("a"), lower, NOW + DAY - 1))).isEqualTo(IDENTITY);
    assertThat(find("a").account().verification()).isEqualTo(IDENTITY);
    assertThat(get(accounts().raise(unique("a"), lower, NOW + DAY))).isEqualTo(lower);
    assertThat(find("a").account().verification()).isEqualTo(lower);
  }

  @Test
  void makesAnUnknownAccountKnownByRaisingIt() throws Exception {
    RiskScore score = score("a", "fraud", 0.5, NOW);
    get(accounts().putScores(List.of(score)));
    get(accounts().raise(unique("a"), IDENTITY, NOW));
    Account raised = Account.unknown(unique("a")).withVerification(IDENTITY);
    assertThat(find("a")).isEqualTo(new Profile(raised, true, List.of(score)));
  }

  @Test
  void raisesToTheHighestLevelUnderConcurrency() throws Exception {
    get(accounts().put(List.of(account("a").withVerification(Verification.NONE))));
    List<Level> levels = List.of(Level.values());
    AtomicInteger next = new AtomicInteger();
    LimitContract.concurrently(
        60,
        () -> {
          Level level = levels.get(next.getAndIncrement() % levels.size());
          Verification verification = new Verification(level, "how", "", NOW, 0);
          return get(accounts().raise(unique("a"), verification, NOW));
        });
    assertThat(find("a").account().verification().level()).isEqualTo(Level.ORGANIZATION);
  }

  @Test
  void tellsListenersWhatChanged() throws Exception {
    Set<String> heard = ConcurrentHashMap.newKeySet();
    try (AutoCloseable registration = accounts().onChange(heard::add)) {
      assertThat(registration).isNotNull();
      // A listener may take a moment to be heard everywhere: each change is made until it is.
      hears(heard, "put", () -> get(accounts().put(List.of(account("put")))));
      hears(heard, "score", () -> get(accounts().putScores(List.of(score("score", "s", 1, NOW)))));
      hears(heard, "raise", () -> get(accounts().raise(unique("raise"), IDENTITY, NOW)));
      hears(heard, "delete", () -> get(accounts().delete(unique("delete"))));
    }
  }

  @Test
  void tellsAClosedListenerNothing() throws Exception {
    Set<String> closed = ConcurrentHashMap.newKeySet();
    Set<String> open = ConcurrentHashMap.newKeySet();
    AutoCloseable registration = accounts().onChange(closed::add);
    try (AutoCloseable other = accounts().onChange(open::add)) {
      assertThat(other).isNotNull();
      hears(closed, "before", () -> get(accounts().put(List.of(account("before")))));
      registration.close();
      hears(open, "after", () -> get(accounts().put(List.of(account("after")))));
    }
    assertThat(closed).doesNotContain(unique("after"));
  }

  private interface Change {
    void make() throws Exception;
  }

  private void hears(Set<String> heard, String id, Change change) {
    await()
        .untilAsserted(
            () -> {
              change.make();
              assertThat(heard).contains(unique(id));
            });
  }
}
