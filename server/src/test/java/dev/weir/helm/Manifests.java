package dev.weir.helm;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Objects that a chart was rendered to. */
record Manifests(List<HasMetadata> objects) {
  private static final Pattern DOCUMENT = Pattern.compile("(?m)^---$");
  private static final Pattern NOTHING = Pattern.compile("(?m)^\\s*(#.*)?$");

  static Manifests parse(String yaml) {
    KubernetesSerialization serialization = new KubernetesSerialization();
    return new Manifests(
        DOCUMENT
            .splitAsStream(yaml)
            .filter(document -> !NOTHING.matcher(document).replaceAll("").isBlank())
            .<HasMetadata>map(serialization::unmarshal)
            .toList());
  }

  /** Returns all objects of a kind. */
  <T extends HasMetadata> Stream<T> all(Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** Returns the object of a kind and name, or fails with what there is. */
  <T extends HasMetadata> T get(Class<T> kind, String name) {
    return all(kind)
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("no " + kind.getSimpleName() + " " + name + ": " + names()));
  }

  /** Returns whether there is an object of a kind, which may be one that no class is known for. */
  boolean has(String kind) {
    return objects.stream().anyMatch(object -> object.getKind().equals(kind));
  }

  /** Returns the pods of Weir itself. */
  PodTemplateSpec pod() {
    return get(Deployment.class, Chart.RELEASE).getSpec().getTemplate();
  }

  private List<String> names() {
    return objects.stream().map(o -> o.getKind() + "/" + o.getMetadata().getName()).toList();
  }
}
