package dev.weir.helm;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Finds fields that Kubernetes does not know: the model's classes keep them aside. */
final class UnknownFields {
  private static final String ASIDE = "additionalProperties";

  private UnknownFields() {}

  /** Returns the paths of all unknown fields of an object. */
  static List<String> of(Object object) {
    List<String> found = new ArrayList<>();
    walk(object, object.getClass().getSimpleName(), found);
    return found;
  }

  private static void walk(Object value, String path, List<String> found) {
    switch (value) {
      case Collection<?> values -> values.forEach(each -> walk(each, path + "[]", found));
      case Map<?, ?> entries -> entries.forEach((key, each) -> walk(each, path + "." + key, found));
      case GenericKubernetesResource unmodelled -> {}
      default -> {
        if (value.getClass().getName().startsWith("io.fabric8.kubernetes.api.model.")
            && !value.getClass().isEnum()) {
          fields(value, path, found);
        }
      }
    }
  }

  private static void fields(Object value, String path, List<String> found) {
    for (Field field : value.getClass().getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        continue;
      }
      try {
        field.setAccessible(true);
        Object content = field.get(value);
        if (field.getName().equals(ASIDE) && content instanceof Map<?, ?> unknown) {
          unknown.keySet().forEach(name -> found.add(path + "." + name));
        } else if (content != null) {
          walk(content, path + "." + field.getName(), found);
        }
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
  }
}
