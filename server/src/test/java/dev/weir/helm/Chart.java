package dev.weir.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The chart, and a cluster to render it for. */
final class Chart implements AutoCloseable {
  static final String RELEASE = "weir";
  static final String NAMESPACE = "policy";

  private static final Path FOLDER = Path.of("..", "helm", "weir").toAbsolutePath().normalize();
  private static final String KUBERNETES = "1.33.0";

  private final FakeCluster cluster;
  private final Helm helm = new Helm(FOLDER);

  Chart() throws IOException {
    cluster = new FakeCluster();
  }

  /** Returns the chart itself. */
  Helm helm() {
    return helm;
  }

  /** Returns where it will be installed. */
  FakeCluster cluster() {
    return cluster;
  }

  /** Renders with the values of a file in {@code src/test/resources/helm}. */
  Manifests render(String valuesFile) {
    Path file = Path.of("src", "test", "resources", "helm", valuesFile).toAbsolutePath();
    return Manifests.parse(template().withValuesFile(file).call());
  }

  /** Renders with single values, each by its path. */
  Manifests render(Map<String, Object> values) {
    TemplateCommand template = template();
    values.forEach(template::set);
    return Manifests.parse(template.call());
  }

  /** Returns what the user reads after an installation. */
  String notes(Map<String, Object> values) {
    var install =
        helm.install().withName(RELEASE).withNamespace(NAMESPACE).withKubeVersion(KUBERNETES);
    values.forEach(install::set);
    String output = install.dryRun().clientOnly().debug().call().getOutput();
    return output.substring(output.indexOf("NOTES:"));
  }

  private TemplateCommand template() {
    return helm.template().withName(RELEASE).withNamespace(NAMESPACE).withKubeVersion(KUBERNETES);
  }

  @Override
  public void close() throws IOException {
    cluster.close();
  }
}
