package dev.weir.api.admin;

import static dev.weir.api.admin.AdminServer.NOW;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.weir.account.Pseudonyms;
import dev.weir.api.grpc.GrpcErrors;
import dev.weir.cohort.CampaignFixture;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Judgement;
import dev.weir.cohort.Sighting;
import dev.weir.cohort.Standing;
import dev.weir.cohort.TraitHash;
import dev.weir.indicator.Bundle;
import dev.weir.indicator.Bundles;
import dev.weir.indicator.Exchange;
import dev.weir.indicator.ExchangeKeys;
import dev.weir.policy.Policies;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import dev.weir.v1.CohortServiceGrpc;
import dev.weir.v1.CohortServiceGrpc.CohortServiceBlockingStub;
import dev.weir.v1.ListCampaignsRequest;
import dev.weir.v1.ListCohortsRequest;
import dev.weir.v1.ListCohortsResponse;
import dev.weir.v1.SetCohortDispositionRequest;
import dev.weir.v1.SetCohortDispositionRequest.Disposition;
import dev.weir.v1.SetCohortDispositionResponse;
import dev.weir.v1.TraitValue;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Installations that serve their cohorts, and trust what one another sign. */
abstract class CohortServiceFixture {
  static final TraitHash HASH = TraitHash.keyed(new byte[32]);
  static final dev.weir.cohort.Cohort.Key CARD = HASH.cohort("card", "fp_1");
  static final dev.weir.cohort.Cohort.Key DEVICE = HASH.cohort("device", "d1");
  static final dev.weir.cohort.Cohort.Key PREFIX = HASH.cohort("address_prefix", "192.0.2.0/24");

  @TempDir private Path folder;
  private final List<Installation> started = new ArrayList<>();
  Installation here;

  /** A server with a store of its own. */
  record Installation(AtomicLong clock, CohortStore store, Server server, ManagedChannel channel) {
    CohortServiceBlockingStub stub() {
      return CohortServiceGrpc.newBlockingStub(channel);
    }

    Judgement held(dev.weir.cohort.Cohort.Key key) {
      return store.find(key).toCompletableFuture().join().orElseThrow().judgement();
    }
  }

  @BeforeEach
  void start() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    Files.writeString(folder.resolve("signing"), new JWKSet(key).toString(false));
    String jwk = key.toPublicJWK().toJSONString();
    Files.writeString(
        folder.resolve("trusted"),
        "{\"keys\":[" + jwk.replaceFirst("\\{", "{\"iss\":\"elsewhere\",") + "]}");
    here = installation();
  }

  @AfterEach
  void stop() {
    for (Installation one : started) {
      one.channel.shutdownNow();
      one.server.shutdownNow();
    }
  }

  Installation installation() throws IOException {
    AtomicLong clock = new AtomicLong(NOW);
    MemoryStore memory = new MemoryStore(clock::get, MemoryConfig.defaults());
    String name = "cohorts-" + System.identityHashCode(memory);
    Exchange exchange =
        new Exchange(
            new Bundles(
                new ExchangeKeys(
                    Optional.of(folder.resolve("signing")),
                    Optional.of(folder.resolve("trusted")))),
            "elsewhere",
            Duration.ofDays(7),
            () -> new Bundle.Keys(HASH.fingerprint(), ""),
            new SecureRandom());
    CohortGrpcService service =
        new CohortGrpcService(
            memory.cohorts(),
            Policies.load(Optional.empty(), clock::get),
            () -> HASH,
            Pseudonyms.none(),
            exchange,
            clock::get,
            new GrpcErrors(() -> 0));
    Installation installation =
        new Installation(
            clock,
            memory.cohorts(),
            InProcessServerBuilder.forName(name)
                .directExecutor()
                .addService(service)
                .build()
                .start(),
            InProcessChannelBuilder.forName(name).directExecutor().build());
    started.add(installation);
    return installation;
  }

  /** Lets a cohort have members with ids from {@code first} on, and a standing. */
  void hold(Standing standing, dev.weir.cohort.Cohort.Key key, long first, int members) {
    see(key, first, members);
    here.store
        .judge(List.of(CampaignFixture.judgement(key, standing, NOW)), NOW)
        .toCompletableFuture()
        .join();
  }

  /** Lets members with ids from {@code first} on be seen in a cohort. */
  void see(dev.weir.cohort.Cohort.Key key, long first, int members) {
    List<Sighting> sightings = new ArrayList<>();
    for (long id = first; id < first + members; id++) {
      // Spread over all ids, as hashes are.
      sightings.add(new Sighting(key, CampaignFixture.member(id * 0x9e37_79b9_7f4a_7c15L)));
    }
    here.store.observe(sightings, NOW).toCompletableFuture().join();
  }

  String campaign() {
    return here.stub()
        .listCampaigns(ListCampaignsRequest.getDefaultInstance())
        .getCampaigns(0)
        .getCampaignId();
  }

  /** Changes a request. */
  interface Change {
    SetCohortDispositionRequest.Builder apply(SetCohortDispositionRequest.Builder request);
  }

  SetCohortDispositionResponse dispose(Disposition disposition, Change change) {
    return dispose(here, disposition, change);
  }

  static SetCohortDispositionResponse dispose(
      Installation at, Disposition disposition, Change change) {
    return at.stub()
        .setCohortDisposition(
            change
                .apply(
                    SetCohortDispositionRequest.newBuilder()
                        .setDisposition(disposition)
                        .setOperator("alice")
                        .setReason("ticket 41"))
                .build());
  }

  static TraitValue value(String trait, String... values) {
    return TraitValue.newBuilder().setTrait(trait).addAllValues(List.of(values)).build();
  }

  ListCohortsResponse list(ListCohortsRequest.Builder request) {
    return here.stub().listCohorts(request.build());
  }
}
