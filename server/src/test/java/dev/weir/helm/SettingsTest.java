package dev.weir.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.ConfigException;
import dev.weir.config.ConfigLoader;
import dev.weir.config.Endpoint;
import dev.weir.server.WeirConfig;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server takes the settings that the chart writes, by its own loader. */
final class SettingsTest {
  @AutoClose private final Chart chart = new Chart();
  @TempDir private Path folder;

  SettingsTest() throws IOException {}

  @Test
  void decisionsAndHealthAreOpenAndAdministrationIsNot() throws Exception {
    WeirConfig config = load(chart.render("minimal.yaml"));
    assertThat(config.grpc().address()).isEqualTo(new Endpoint("0.0.0.0", 9090));
    assertThat(config.http().address()).isEqualTo(new Endpoint("0.0.0.0", 9092));
    assertThat(config.admin().address()).isEqualTo(new Endpoint("127.0.0.1", 9091));
    assertThat(config.store().isMemory()).isTrue();
    assertThat(config.policy().file()).isEmpty();
  }

  @Test
  void productionUsesWhatItWasGiven() throws Exception {
    WeirConfig config = load(chart.render("production.yaml"));
    assertThat(config.admin().address()).isEqualTo(new Endpoint("0.0.0.0", 9091));
    assertThat(config.admin().allowPlaintext()).isFalse();
    assertThat(config.telemetry().endpoint())
        .contains(URI.create("http://collector.observability:4317"));
    assertThat(config.lifecycle().drainDelay()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void theStoreOfTheUrlIsUsed() throws Exception {
    WeirConfig config = load(chart.render(Map.of("store.url", "redis://redis:6379")));
    assertThat(config.store().url()).isEqualTo(URI.create("redis://redis:6379"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal.yaml", "trial.yaml", "production.yaml"})
  void everyFileThatTheServerIsToReadIsMounted(String values) throws Exception {
    Manifests manifests = chart.render(values);
    WeirConfig config = load(manifests);
    Set<Path> mounts =
        manifests.pod().getSpec().getContainers().getFirst().getVolumeMounts().stream()
            .map(VolumeMount::getMountPath)
            .map(Path::of)
            .collect(Collectors.toSet());
    assertThat(
            Stream.of(
                    config.policy().file(),
                    config.admin().tokenFile(),
                    config.identifiers().keyFile(),
                    config.challenges().keyFile(),
                    config.grpc().tls().certificate(),
                    config.grpc().tls().key(),
                    config.grpc().tls().clientCa(),
                    config.admin().tls().certificate(),
                    config.admin().tls().key())
                .flatMap(Optional::stream))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(mounts).contains(file.getParent()));
  }

  private WeirConfig load(Manifests manifests) throws IOException, ConfigException {
    ConfigMap settings = manifests.get(ConfigMap.class, "weir");
    Path file = Files.writeString(folder.resolve("weir.yaml"), settings.getData().get("weir.yaml"));
    Map<String, String> variables =
        manifests.pod().getSpec().getContainers().getFirst().getEnv().stream()
            .map(EnvVar::getName)
            .filter(name -> name.startsWith("WEIR_"))
            .collect(Collectors.toMap(Function.identity(), name -> "redis://secret:6379"));
    return new ConfigLoader<>(WeirConfig.defaults(folder))
        .file(file)
        .environment(variables, Set.of())
        .load()
        .config();
  }
}
