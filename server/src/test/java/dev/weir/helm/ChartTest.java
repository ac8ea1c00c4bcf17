package dev.weir.helm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart does with the values that it is given. */
final class ChartTest {
  @AutoClose private final Chart chart = new Chart();

  ChartTest() throws IOException {}

  @Test
  void lintFindsNothing() {
    LintResult result = chart.helm().lint().strict().call();
    assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
  }

  @Test
  void packages(@TempDir Path folder) {
    chart.helm().packageIt().withDestination(folder).call();
    assertThat(folder).isDirectoryContaining("glob:**/weir-*.tgz");
  }

  @Test
  void stateInMemoryMeansOneReplicaAtATime() {
    Deployment deployment = chart.render("minimal.yaml").get(Deployment.class, "weir");
    assertThat(deployment.getSpec().getReplicas()).isEqualTo(1);
    assertThat(deployment.getSpec().getStrategy().getType()).isEqualTo("Recreate");
  }

  @Test
  void sharedStateMeansNoReplicaIsMissedDuringAnUpgrade() {
    Deployment deployment = chart.render("trial.yaml").get(Deployment.class, "weir");
    assertThat(deployment.getSpec().getStrategy().getRollingUpdate().getMaxUnavailable().getValue())
        .isEqualTo(0);
  }

  @Test
  void autoscalerSetsTheNumberOfReplicas() {
    Manifests manifests = chart.render("production.yaml");
    assertThat(manifests.get(Deployment.class, "weir").getSpec().getReplicas()).isNull();
    HorizontalPodAutoscaler autoscaler = manifests.get(HorizontalPodAutoscaler.class, "weir");
    assertThat(autoscaler.getSpec().getMinReplicas()).isEqualTo(4);
    assertThat(autoscaler.getSpec().getMetrics()).hasSize(2);
  }

  @Test
  void outOfReachOfTheirStoreAllReplicasTogetherGrantEachLimitOnce() {
    String config = "weir.yaml";
    assertThat(chart.render("minimal.yaml").get(ConfigMap.class, "weir").getData().get(config))
        .contains("share: 1\n");
    assertThat(
            chart
                .render(Map.of("replicaCount", 3, "store.url", "redis://redis:6379"))
                .get(ConfigMap.class, "weir")
                .getData()
                .get(config))
        .contains("share: 0.3333\n");
    assertThat(
            chart
                .render(
                    Map.of(
                        "autoscaling.enabled",
                        true,
                        "autoscaling.maxReplicas",
                        8,
                        "store.url",
                        "redis://redis:6379",
                        "config.store.fallback.slow",
                        "20ms"))
                .get(ConfigMap.class, "weir")
                .getData()
                .get(config))
        .contains("share: 0.125\n", "slow: 20ms\n");
  }

  @Test
  void clientsCanBalanceOverTheReplicas() {
    Service headless = chart.render("minimal.yaml").get(Service.class, "weir-headless");
    assertThat(headless.getSpec().getClusterIP()).isEqualTo("None");
  }

  @Test
  void aTokenIsMadeAtRandom() {
    assertThat(token(chart.render("minimal.yaml")))
        .hasSize(48)
        .isNotEqualTo(token(chart.render("minimal.yaml")));
  }

  @Test
  void anUpgradeKeepsTheToken() {
    chart.cluster().put(Chart.NAMESPACE, "weir-admin", Map.of("token", base64("as it was")));
    assertThat(token(chart.render("minimal.yaml"))).isEqualTo("as it was");
  }

  @Test
  void anUpgradeKeepsThePasswordOfTheTrialsRedis() {
    chart.cluster().put(Chart.NAMESPACE, "weir-redis", Map.of("password", base64("as it was")));
    assertThat(chart.render("trial.yaml").get(Secret.class, "weir-redis").getStringData())
        .containsExactly(
            entry("password", "as it was"), entry("url", "redis://:as it was@weir-redis:6379"));
  }

  @Test
  void namedSecretsAreUsedAndNoneIsMade() {
    Manifests manifests = chart.render("production.yaml");
    assertThat(manifests.has("Secret")).isFalse();
    assertThat(manifests.pod().getSpec().getVolumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .extracting(volume -> volume.getSecret().getSecretName())
        .containsExactlyInAnyOrder(
            "weir-admin-token",
            "weir-clearance",
            "weir-pseudonyms",
            "weir-cohorts",
            "weir-tls",
            "weir-admin-tls");
  }

  @Test
  void theKeyOfCohortsIsReadFromItsSecretWhereThereIsOne() {
    Manifests manifests = chart.render("production.yaml");
    assertThat(manifests.get(ConfigMap.class, "weir").getData().get("weir.yaml"))
        .contains("cohorts:\n  key_file: /etc/weir/cohorts/key\n");
    assertThat(manifests.pod().getSpec().getContainers().getFirst().getVolumeMounts())
        .extracting(VolumeMount::getName, VolumeMount::getMountPath)
        .contains(tuple("cohorts", "/etc/weir/cohorts"));
    assertThat(manifests.pod().getSpec().getVolumes())
        .filteredOn(volume -> volume.getName().equals("cohorts"))
        .flatExtracting(volume -> volume.getSecret().getItems())
        .extracting(KeyToPath::getKey, KeyToPath::getPath)
        .containsExactly(tuple("cohort.key", "key"));
    assertThat(chart.render("trial.yaml").get(ConfigMap.class, "weir").getData().get("weir.yaml"))
        .doesNotContain("cohorts");
  }

  @Test
  void theUrlOfTheStoreStaysInItsSecret() {
    Manifests manifests = chart.render("production.yaml");
    assertThat(manifests.pod().getSpec().getContainers().getFirst().getEnv())
        .filteredOn(variable -> variable.getName().equals("WEIR_STORE_URL"))
        .singleElement()
        .extracting(EnvVar::getValueFrom)
        .satisfies(
            source -> {
              assertThat(source.getSecretKeyRef().getName()).isEqualTo("weir-redis");
              assertThat(source.getSecretKeyRef().getKey()).isEqualTo("REDIS_URL");
            });
  }

  /** Java puts JDK_JAVA_OPTIONS before the options of the image, which would win. */
  @Test
  void optionsForJavaWinOverThoseOfTheImage() {
    assertThat(chart.render("production.yaml").pod().getSpec().getContainers().getFirst().getEnv())
        .contains(new EnvVar("_JAVA_OPTIONS", "-XX:MaxRAMPercentage=60", null));
  }

  @Test
  void aChangeOfSettingsRestartsAndOneOfThePolicyDoesNot() {
    Map<String, String> before = annotations(Map.of("policy.text", "name: a"));
    assertThat(before).containsKey("checksum/config");
    assertThat(annotations(Map.of("policy.text", "name: b"))).isEqualTo(before);
    assertThat(annotations(Map.of("policy.text", "name: a", "shutdown.drainTimeoutSeconds", 9)))
        .isNotEqualTo(before);
  }

  @Test
  void thePolicyArrivesAsItWasWritten() {
    assertThat(chart.render("trial.yaml").get(ConfigMap.class, "weir-policy").getData())
        .containsExactly(entry("policy.yaml", "apiVersion: weir.dev/v1\nname: trial\nrules: []\n"));
  }

  @Test
  void healthIsAskedOverGrpcUntilThePortSpeaksTls() {
    Container plain = chart.render("minimal.yaml").pod().getSpec().getContainers().getFirst();
    assertThat(plain.getReadinessProbe().getGrpc().getPort()).isEqualTo(9090);
    Container secured = chart.render("production.yaml").pod().getSpec().getContainers().getFirst();
    assertThat(secured.getReadinessProbe().getGrpc()).isNull();
    assertThat(secured.getReadinessProbe().getHttpGet().getPort().getStrVal()).isEqualTo("http");
  }

  @Test
  void networkPolicyLetsOutToDnsRedisAndTheCollectorOnly() {
    NetworkPolicy policy = chart.render("production.yaml").get(NetworkPolicy.class, "weir");
    assertThat(
            policy.getSpec().getEgress().stream()
                .flatMap(rule -> rule.getPorts().stream())
                .map(port -> port.getPort().getIntVal())
                .distinct())
        .containsExactly(53, 6380, 4317);
  }

  @Test
  void administrationIsOpenToTheNetworkOnlyWithTls() {
    assertThat(adminPorts("minimal.yaml")).isEmpty();
    assertThat(adminPorts("production.yaml")).containsExactly(9091);
  }

  private List<Integer> adminPorts(String values) {
    return chart.render(values).get(Service.class, "weir").getSpec().getPorts().stream()
        .filter(port -> port.getName().equals("grpc-admin"))
        .map(ServicePort::getPort)
        .toList();
  }

  @Test
  void aReplicaIsGivenTheTimeThatItNeedsToStop() {
    Manifests manifests =
        chart.render(Map.of("shutdown.drainDelaySeconds", 7, "shutdown.drainTimeoutSeconds", 40));
    assertThat(manifests.pod().getSpec().getTerminationGracePeriodSeconds()).isEqualTo(7 + 40 + 5);
  }

  @Test
  void administrationIsReachedFromTheOwnNamespaceOnly() {
    NetworkPolicy policy = chart.render("production.yaml").get(NetworkPolicy.class, "weir");
    assertThat(policy.getSpec().getIngress())
        .filteredOn(rule -> "grpc-admin".equals(rule.getPorts().getFirst().getPort().getStrVal()))
        .singleElement()
        .satisfies(
            rule ->
                assertThat(rule.getFrom())
                    .allSatisfy(peer -> assertThat(peer.getNamespaceSelector()).isNull()));
  }

  @Test
  void notesSayWhereToAskAndWhatToMind() {
    assertThat(chart.notes(Map.of()))
        .contains("dns:///weir-headless.policy.svc.cluster.local:9090", "1 replica.")
        .contains("state is kept in the replica's memory")
        .contains("secret weir-admin");
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refuses(Map<String, Object> values, String message) {
    assertThatThrownBy(() -> chart.render(values)).hasMessageContaining(message);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(Map.of("replicaCount", 2), "needs a store that they share"),
        arguments(Map.of("autoscaling.enabled", true), "needs a store that they share"),
        arguments(
            Map.of("redis.enabled", true, "store.url", "redis://r:6379"), "set only one of them"),
        arguments(
            Map.of("policy.text", "x", "policy.existingConfigMap", "y"), "set only one of them"),
        arguments(Map.of("store.url", "redis://user:pw@r:6379"), "put the whole URL into a secret"),
        arguments(Map.of("tls.admin.clientCaKey", "ca.crt"), "without tls.admin.secretName"),
        arguments(
            Map.of(
                "redis.enabled", true,
                "autoscaling.enabled", true,
                "autoscaling.minReplicas", 20),
            "minReplicas: 20 (expected: at most maxReplicas, which is 10)"),
        arguments(
            Map.of("config.grpc.address", "[::]:1"), "config.grpc.address is set by the chart"),
        arguments(
            Map.of("cohorts.existingSecret", "s", "config.cohorts.key_file", "/k"),
            "config.cohorts.key_file is set by the chart"),
        arguments(Map.of("config.home", "/data"), "config.home is set by the chart"),
        arguments(Map.of("replicas", 2), "replicas"),
        arguments(Map.of("replicaCount", 0), "replicaCount"),
        arguments(Map.of("store.url", "http://r"), "store"),
        arguments(Map.of("image.digest", "latest"), "digest"),
        arguments(Map.of("service.type", "ExternalName"), "type"));
  }

  private static String token(Manifests manifests) {
    String token = manifests.get(Secret.class, "weir-admin").getData().get("token");
    return new String(Base64.getDecoder().decode(token), UTF_8);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private Map<String, String> annotations(Map<String, Object> values) {
    return chart.render(values).pod().getMetadata().getAnnotations();
  }
}
