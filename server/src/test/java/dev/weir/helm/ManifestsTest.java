package dev.weir.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of everything that the chart renders, whatever the values. */
@ParameterizedClass
@ValueSource(strings = {"minimal.yaml", "trial.yaml", "production.yaml"})
final class ManifestsTest {
  private static final Set<String> UNMODELLED = Set.of("ServiceMonitor");

  private final Manifests manifests;

  ManifestsTest(String values) throws IOException {
    try (Chart chart = new Chart()) {
      manifests = chart.render(values);
    }
  }

  @Test
  void kubernetesKnowsEveryField() {
    assertThat(manifests.objects()).isNotEmpty();
    assertThat(manifests.objects().stream().flatMap(object -> UnknownFields.of(object).stream()))
        .isEmpty();
  }

  @Test
  void kubernetesKnowsEveryKind() {
    assertThat(manifests.objects())
        .filteredOn(object -> object.getClass().getSimpleName().startsWith("Generic"))
        .extracting(HasMetadata::getKind)
        .isSubsetOf(UNMODELLED);
  }

  @Test
  void namesAreUniqueWithinTheirKind() {
    assertThat(manifests.objects())
        .extracting(object -> object.getKind() + "/" + object.getMetadata().getName())
        .doesNotHaveDuplicates();
  }

  @Test
  void everyPodIsConfined() {
    assertThat(pods().map(PodTemplateSpec::getSpec))
        .allSatisfy(
            pod -> {
              assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
              assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
              assertThat(pod.getSecurityContext().getSeccompProfile().getType())
                  .isEqualTo("RuntimeDefault");
              assertThat(pod.getAutomountServiceAccountToken()).isFalse();
              assertThat(pod.getEnableServiceLinks()).isFalse();
              assertThat(pod.getContainers()).allSatisfy(ManifestsTest::assertConfined);
            });
  }

  private static void assertConfined(Container container) {
    SecurityContext context = container.getSecurityContext();
    assertThat(context.getReadOnlyRootFilesystem()).isTrue();
    assertThat(context.getAllowPrivilegeEscalation()).isFalse();
    assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(context.getCapabilities().getAdd()).isEmpty();
    assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
    assertThat(container.getResources().getLimits()).containsKey("memory");
  }

  @Test
  void selectorsMatchThePods() {
    assertThat(manifests.all(Deployment.class))
        .allSatisfy(
            deployment ->
                assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                    .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels()));
    Stream<Map<String, String>> selectors =
        Stream.of(
                manifests.all(Service.class).map(service -> service.getSpec().getSelector()),
                manifests
                    .all(PodDisruptionBudget.class)
                    .map(budget -> budget.getSpec().getSelector().getMatchLabels()),
                manifests
                    .all(NetworkPolicy.class)
                    .map(policy -> policy.getSpec().getPodSelector().getMatchLabels()))
            .flatMap(stream -> stream);
    assertThat(selectors)
        .isNotEmpty()
        .allSatisfy(
            selector ->
                assertThat(
                        pods()
                            .filter(
                                pod ->
                                    pod.getMetadata()
                                        .getLabels()
                                        .entrySet()
                                        .containsAll(selector.entrySet())))
                    .as("pods that %s selects", selector)
                    .hasSize(1));
  }

  @Test
  void servicesLeadToPortsOfThePods() {
    assertThat(manifests.all(Service.class).flatMap(s -> s.getSpec().getPorts().stream()))
        .allSatisfy(port -> assertThat(portNames()).contains(port.getTargetPort().getStrVal()));
  }

  @Test
  void probesAskPortsOfTheContainer() {
    Container weir = manifests.pod().getSpec().getContainers().getFirst();
    assertThat(Stream.of(weir.getStartupProbe(), weir.getLivenessProbe(), weir.getReadinessProbe()))
        .allSatisfy(
            probe -> {
              if (probe.getGrpc() == null) {
                assertThat(portNames()).contains(probe.getHttpGet().getPort().getStrVal());
              } else {
                assertThat(weir.getPorts())
                    .extracting(ContainerPort::getContainerPort)
                    .contains(probe.getGrpc().getPort());
              }
            });
  }

  @Test
  void everyMountHasItsVolume() {
    assertThat(pods().map(PodTemplateSpec::getSpec))
        .allSatisfy(
            pod ->
                assertThat(mounts(pod))
                    .containsExactlyInAnyOrderElementsOf(
                        pod.getVolumes().stream().map(Volume::getName).toList()));
  }

  private static List<String> mounts(PodSpec pod) {
    return pod.getContainers().stream()
        .flatMap(container -> container.getVolumeMounts().stream())
        .map(VolumeMount::getName)
        .toList();
  }

  @Test
  void networkPolicyCoversEveryPortThatThePodsListenOn() {
    if (manifests.has("NetworkPolicy")) {
      assertThat(
              manifests
                  .all(NetworkPolicy.class)
                  .flatMap(policy -> policy.getSpec().getIngress().stream())
                  .flatMap(rule -> rule.getPorts().stream())
                  .map(NetworkPolicyPort::getPort)
                  .map(IntOrString::getStrVal))
          .containsExactlyInAnyOrderElementsOf(portNames());
    }
  }

  private Stream<PodTemplateSpec> pods() {
    return manifests.all(Deployment.class).map(deployment -> deployment.getSpec().getTemplate());
  }

  private List<String> portNames() {
    return pods()
        .flatMap(pod -> pod.getSpec().getContainers().stream())
        .flatMap(container -> container.getPorts().stream())
        .map(ContainerPort::getName)
        .toList();
  }
}
