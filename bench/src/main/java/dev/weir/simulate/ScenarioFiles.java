package dev.weir.simulate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Finds scenarios: those that are shipped by their names, others by their paths. */
final class ScenarioFiles {
  private static final List<String> SHIPPED =
      List.of(
          "population",
          "demo",
          "mixed",
          "shared-cards",
          "launch-pivot",
          "pool-replaced",
          "hydra",
          "session-relay",
          "slow-paraphrased",
          "farmed-identities",
          "stolen-keys",
          "disguised",
          "many-prompts");

  /** Returns the names of the scenarios that are shipped. */
  List<String> shipped() {
    return SHIPPED;
  }

  /** Returns the scenario that is shipped as {@code name}, or that stands in such a file. */
  Scenario scenario(String name) {
    return Scenario.read(SHIPPED.contains(name) ? resource(name) : file(name), this);
  }

  /** Returns what the kinds of campaigns are like where a scenario does not say. */
  Section kinds() {
    return resource("kinds");
  }

  /** Returns the population of a scenario that is shipped. */
  Section population(String name) {
    return resource(name).section("population");
  }

  private static Section resource(String name) {
    String file = name + ".yaml";
    try (InputStream in = ScenarioFiles.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("not shipped: " + file);
      }
      return parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Section file(String name) {
    try {
      return parse(name, Files.readString(Path.of(name)));
    } catch (NoSuchFileException e) {
      throw new ScenarioException(
          name + ": no such file, nor a scenario that is shipped: " + String.join(", ", SHIPPED));
    } catch (IOException e) {
      throw new ScenarioException(name + ": cannot be read: " + e.getMessage());
    }
  }

  private static Section parse(String file, String text) {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(file).build();
      return Section.root(file, new Load(settings).loadFromString(text));
    } catch (MarkedYamlEngineException e) {
      String where =
          e.getProblemMark()
              .map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
              .orElse("");
      throw new ScenarioException(file + where + ": not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new ScenarioException(file + ": not YAML: " + e.getMessage());
    }
  }
}
