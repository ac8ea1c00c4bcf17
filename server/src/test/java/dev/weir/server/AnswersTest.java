package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.weir.account.Pseudonyms;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Member;
import dev.weir.cohort.Standing;
import dev.weir.cohort.TraitHash;
import dev.weir.policy.Policies;
import dev.weir.store.redis.RedisConfig;
import dev.weir.store.redis.RedisStore;
import dev.weir.testing.RedisServer;
import dev.weir.v1.Account;
import dev.weir.v1.AccountServiceGrpc;
import dev.weir.v1.ChallengeServiceGrpc;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.PaymentInstrument;
import dev.weir.v1.Principal;
import dev.weir.v1.PutAccountRequest;
import dev.weir.v1.ResolveChallengeRequest;
import dev.weir.v1.Verdict;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of an account that is asked for a cohort's sake and answers. Two servers share one
 * Redis, and hash identifiers before anything keeps them.
 */
final class AnswersTest {
  private static final byte[] IDENTIFIER_KEY = new byte[32];

  @TempDir Path folder;
  private final RedisServer redis = RedisServer.start();
  private final RedisStore store = RedisStore.open(redis.url(), RedisConfig.defaults());
  private final CohortStore cohorts = store.cohorts();
  private final List<Replica> replicas = new ArrayList<>();
  private Replica one;
  private Replica two;

  /** A server, and how to speak to it. */
  private record Replica(
      WeirServer server, String token, ManagedChannel decisions, ManagedChannel admin) {
    <S extends AbstractStub<S>> S authorized(S stub) {
      Metadata headers = new Metadata();
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
      return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    CheckResponse check() {
      return DecisionServiceGrpc.newBlockingStub(decisions)
          .check(
              CheckRequest.newBuilder()
                  .setPrincipal(Principal.newBuilder().setAccountId("a1"))
                  .build());
    }

    void resolve(String challengeId, boolean passed) {
      var _ =
          authorized(ChallengeServiceGrpc.newBlockingStub(admin))
              .resolveChallenge(
                  ResolveChallengeRequest.newBuilder()
                      .setChallengeId(challengeId)
                      .setPassed(passed)
                      .setKind("identity")
                      .build());
    }
  }

  @BeforeEach
  void start() throws Exception {
    one = replica("one");
    two = replica("two");
    var _ =
        one.authorized(AccountServiceGrpc.newBlockingStub(one.admin))
            .putAccount(
                PutAccountRequest.newBuilder()
                    .setAccount(
                        Account.newBuilder()
                            .setAccountId("a1")
                            .setStatus(Account.Status.ACTIVE)
                            .setCreatedAt(
                                Timestamp.newBuilder()
                                    .setSeconds(System.currentTimeMillis() / 1_000 - 3_600))
                            .setPayment(PaymentInstrument.newBuilder().setFingerprint("fp_1")))
                    .build());
  }

  @AfterEach
  void close() {
    for (Replica replica : replicas) {
      replica.decisions.shutdownNow();
      replica.admin.shutdownNow();
      replica.server.close();
    }
    store.close();
    redis.close();
  }

  @Test
  void whoPassesIsKnownToHaveAnsweredWithoutAnotherRequest() throws Exception {
    String challengeId = asked();

    two.resolve(challengeId, true);

    await().untilAsserted(() -> assertThat(passedAt()).isPositive());
    assertThat(metric(two, "weir_cohorts_accounts_total{outcome=\"passed\"}")).isEqualTo("1.0");
    assertThat(metric(one, "weir_cohorts_accounts_total{outcome=\"passed\"}")).isEqualTo("0.0");
    for (Replica replica : replicas) {
      await()
          .untilAsserted(() -> assertThat(replica.check().getVerdict()).isEqualTo(Verdict.ALLOW));
    }
    assertThat(join(cohorts.answers(0))).as("one account, asked once").hasSize(1);
    for (Replica replica : replicas) {
      assertThat(metric(replica, "weir_cohorts_held{state=\"probing\"}")).isEqualTo("1.0");
    }
  }

  @Test
  void whoFailsIsAsSilentAsBefore() throws Exception {
    String challengeId = asked();

    one.resolve(challengeId, false);

    double failed = System.currentTimeMillis() / 1e3;
    await().until(() -> succeeded(one, "learn") > failed);
    assertThat(join(cohorts.answers(0)))
        .singleElement()
        .satisfies(
            answer -> {
              assertThat(answer.askedAt()).isPositive();
              assertThat(answer.passedAt()).isZero();
            });
    CheckResponse again = one.check();
    assertThat(again.getReasons(0).getRule()).isEqualTo("cohort_probe");
    assertThat(again.getChallenge().getChallengeId()).as("another one").isNotEqualTo(challengeId);
    two.resolve(again.getChallenge().getChallengeId(), true);
    await().untilAsserted(() -> assertThat(passedAt()).isPositive());
    assertThat(metric(one, "weir_cohorts_accounts_total{outcome=\"asked\"}"))
        .as("asked once, though challenged twice")
        .isEqualTo("1.0");
  }

  /** Lets the account be asked by the first server, and returns its challenge. */
  private String asked() {
    await().until(() -> one.check().getVerdict() == Verdict.ALLOW);
    TraitHash hash = TraitHash.keyed(join(cohorts.key(new byte[32])));
    Cohort.Key card = hash.cohort("card", Pseudonyms.keyed(IDENTIFIER_KEY).payment("fp_1"));
    await().until(() -> join(cohorts.find(card)).isPresent());
    Member member = join(cohorts.find(card)).orElseThrow().sample().members().getFirst();
    long now = System.currentTimeMillis();
    Judgement none = Judgement.none(card, now);
    Judgement probing =
        new Judgement(
            card, Standing.PROBING, now, now, Set.of(member.id()), none.finding(), "", now, now);
    join(cohorts.judge(List.of(probing), now));
    await().until(() -> one.check().getVerdict() == Verdict.CHALLENGE);
    CheckResponse response = one.check();
    assertThat(response.getReasons(0).getRule()).isEqualTo("cohort_probe");
    await()
        .untilAsserted(
            () ->
                assertThat(join(cohorts.answers(0)))
                    .singleElement()
                    .satisfies(
                        answer -> {
                          assertThat(answer.account()).isEqualTo(member.id());
                          assertThat(answer.askedAt()).isPositive();
                        }));
    double known = System.currentTimeMillis() / 1e3;
    await().until(() -> succeeded(two, "refresh") > known);
    return response.getChallenge().getChallengeId();
  }

  private long passedAt() {
    return join(cohorts.answers(0)).getFirst().passedAt();
  }

  /** Returns when a server last did a step, in seconds. */
  private static double succeeded(Replica replica, String step) throws Exception {
    return Double.parseDouble(
        metric(replica, "weir_cohorts_succeeded_seconds{step=\"" + step + "\"}"));
  }

  private Replica replica(String name) throws Exception {
    Path home = Files.createDirectory(folder.resolve(name));
    Path policy =
        Files.writeString(
            home.resolve("policy.yaml"),
            Policies.defaultYaml().replace("budget: 5ms", "budget: 5s"));
    Path key =
        Files.writeString(
            home.resolve("identifiers.key"), Base64.getEncoder().encodeToString(IDENTIFIER_KEY));
    WeirServer server =
        TestServers.start(
            home,
            Map.of(
                "store.url",
                redis.url(),
                "policy.file",
                policy.toString(),
                "identifiers.key_file",
                key.toString()));
    Replica replica =
        new Replica(
            server,
            Files.readString(home.resolve(".weir").resolve("admin.token")).strip(),
            TestServers.channel(server.decisions()),
            TestServers.channel(server.admin()));
    replicas.add(replica);
    return replica;
  }

  private static String metric(Replica replica, String series) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://" + replica.server.http() + "/metrics");
      return client
          .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> line.startsWith(series + " "))
          .map(line -> line.substring(series.length() + 1))
          .findFirst()
          .orElse("");
    }
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
