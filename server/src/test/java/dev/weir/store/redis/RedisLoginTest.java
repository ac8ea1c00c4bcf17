package dev.weir.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.account.RiskScore;
import dev.weir.challenge.ChallengeStore.Use;
import dev.weir.cohort.Activity;
import dev.weir.cohort.Answer;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.CohortStore.Claim;
import dev.weir.cohort.Finding;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Member;
import dev.weir.cohort.ModelUse;
import dev.weir.cohort.Sighting;
import dev.weir.cohort.Standing;
import dev.weir.limit.LimitOverride;
import dev.weir.limit.LimitOverride.Owner;
import dev.weir.limit.Usage;
import dev.weir.store.StoreException;
import dev.weir.testing.Certificate;
import dev.weir.testing.RedisServer;
import dev.weir.testing.TcpProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** How the Redis store logs in: as an ACL user, and over TLS. */
final class RedisLoginTest {
  private static RedisServer server;

  @BeforeAll
  static void start() throws IOException {
    server = RedisServer.start();
    try (Jedis jedis = server.connect()) {
      List<String> rules = new ArrayList<>(DocumentedAcl.rules());
      rules.add(">p@ss:word");
      jedis.aclSetUser("weir", rules.toArray(String[]::new));
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void needsNoMoreThanTheDocumentedRules() throws Exception {
    String url = "redis://weir:p%40ss%3Aword@" + server.address();
    try (RedisStore store = RedisStore.open(url, RedisConfig.defaults())) {
      List<String> changes = new CopyOnWriteArrayList<>();
      AutoCloseable subscription = store.accounts().onChange(changes::add);
      Requests requests = new Requests(Duration.ofSeconds(5));
      assertThat(requests.acquire(store, "acl", 1).admitted()).isTrue();
      assertThat(requests.acquire(store, "acl", 1).admitted()).isFalse();
      String decision = requests.request("acl", 1).decisionId();
      Requests.get(store.limits().settle(new Usage(decision, 1, 1), Requests.NOW));
      Requests.get(store.accounts().put(List.of(Account.unknown("acl"))));
      Requests.get(
          store
              .accounts()
              .putScores(
                  List.of(
                      new RiskScore("acl", "s", 1, "", Requests.NOW, 0, Requests.NOW + 60_000))));
      assertThat(Requests.get(store.accounts().find("acl")).scores()).hasSize(1);
      Requests.get(store.accounts().delete("acl"));
      LimitOverride override = new LimitOverride("l", Owner.ACCOUNT, "acl", 5, 0);
      Requests.get(store.overrides().put(override));
      assertThat(Requests.get(store.overrides().list())).contains(override);
      Requests.get(store.overrides().delete(override.key()));
      assertThat(
              Requests.get(
                  store
                      .challenges()
                      .useOnce(new Use("acl", "", Requests.NOW + 1), Requests.NOW, 0)))
          .isTrue();
      Requests.get(store.challenges().publishKey("k", "{}", Requests.NOW - 200_000_000L));
      assertThat(Requests.get(store.challenges().keys(Requests.NOW))).isEmpty();
      useCohorts(store.cohorts());
      await().until(() -> changes.contains("acl"));
      subscription.close();
    }
  }

  private static void useCohorts(CohortStore cohorts) throws Exception {
    Cohort.Key key = new Cohort.Key("ip", 1);
    Judgement judgement =
        new Judgement(key, Standing.PROBING, 1, 1, Set.of(), Finding.NONE, "", 1, 1);
    for (long id = 1; id <= 2; id++) {
      Member member =
          new Member(
              id, 0, Level.NONE, 0, false, false, 1, 1, new Activity(1, 1, 1), ModelUse.NONE);
      Requests.get(cohorts.observe(List.of(new Sighting(key, member)), Requests.NOW));
    }
    assertThat(Requests.get(cohorts.due(1, Requests.NOW))).hasSize(1);
    Requests.get(cohorts.judge(List.of(judgement), Requests.NOW));
    Requests.get(cohorts.assessed(List.of(key)));
    assertThat(Requests.get(cohorts.judgements(0))).containsExactly(judgement);
    assertThat(Requests.get(cohorts.find(key))).isPresent();
    assertThat(Requests.get(cohorts.population()).size()).isZero();
    Requests.get(
        cohorts.answer(List.of(new Answer(1, 1, key, Level.PAYMENT, 0, 1, false)), Requests.NOW));
    assertThat(Requests.get(cohorts.answers(0))).hasSize(1);
    Claim claim = new Claim(1, 2, 3);
    assertThat(Requests.get(cohorts.claim(List.of(claim), Requests.NOW))).containsExactly(claim);
    assertThat(Requests.get(cohorts.lead("one", 1_000, Requests.NOW))).isTrue();
  }

  @Test
  void saysThatAPasswordIsWrongAndNotWhichItWas() throws Exception {
    String url = "redis://weir:hunter2@" + server.address();
    try (RedisStore store = RedisStore.open(url, RedisConfig.defaults())) {
      StoreException failure = Requests.failure(store.time());
      assertThat(failure.isTransient()).isFalse();
      assertThat(failure).hasMessageContaining("WRONGPASS").message().doesNotContain("hunter2");
      assertThat(store.address()).doesNotContain("hunter2");
    }
  }

  @Test
  void trustsACertificateThatItsAuthoritySigned() throws Exception {
    try (Certificate certificate = Certificate.create();
        TcpProxy tls = TcpProxy.before(server, certificate.serverSockets());
        RedisStore store =
            RedisStore.open(
                "rediss://127.0.0.1:" + tls.port(),
                RedisConfig.defaults().withTlsCaFile(certificate.file()))) {
      await().until(() -> Requests.answers(store));
    }
  }

  @Test
  void trustsNoOtherCertificate() throws Exception {
    try (Certificate certificate = Certificate.create();
        TcpProxy tls = TcpProxy.before(server, certificate.serverSockets());
        RedisStore store =
            RedisStore.open("rediss://127.0.0.1:" + tls.port(), RedisConfig.defaults())) {
      assertThat(Requests.failure(store.time()).isTransient()).isTrue();
    }
  }
}
