package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  @TempDir Path folder;

  enum Colour {
    RED,
    DARK_BLUE
  }

  public record Inner(
      @Setting(value = "A pause.", min = "1ms", max = "1m") Duration pause,
      @Setting("A place.") Endpoint address,
      @Setting("A size.") ByteSize size,
      @Setting("Some names.") List<String> names,
      @Setting("Some headers.") Map<String, Secret> headers) {}

  public record Outer(
      @Setting(value = "A number.", unit = "calls", min = "1") int number,
      @Setting("A colour.") Colour colour,
      @Setting("A file.") Optional<Path> file,
      @Setting("A store.") URI storeUrl,
      @Setting("A secret.") Secret secret,
      @Setting("A share.") double share,
      @Setting("The inner part.") Inner inner) {
    public Outer {
      if (number == 13) {
        throw new IllegalArgumentException("number: 13 (expected: luck)");
      }
    }
  }

  private static final Outer DEFAULTS =
      new Outer(
          5,
          Colour.RED,
          Optional.empty(),
          URI.create("memory"),
          Secret.NONE,
          0.5,
          new Inner(
              Duration.ofSeconds(1),
              new Endpoint("127.0.0.1", 9090),
              new ByteSize(65536),
              List.of(),
              Map.of()));

  @Test
  void whatIsReadLaterWins() throws Exception {
    Path file = write("number: 7\ncolour: dark_blue\ninner:\n  pause: 5ms\n");

    LoadedConfig<Outer> loaded =
        new ConfigLoader<>(DEFAULTS)
            .file(file)
            .environment(Map.of("WEIR_NUMBER", "8", "WEIR_INNER_PAUSE", "6ms"), Set.of())
            .set("number", "9", "--number")
            .load();

    assertThat(loaded.config().number()).isEqualTo(9);
    assertThat(loaded.config().inner().pause()).isEqualTo(Duration.ofMillis(6));
    assertThat(loaded.config().colour()).isEqualTo(Colour.DARK_BLUE);
    assertThat(loaded.config().share()).isEqualTo(0.5);
    assertThat(loaded.origin("number")).isEqualTo("--number");
    assertThat(loaded.origin("inner.pause")).isEqualTo("environment variable WEIR_INNER_PAUSE");
    assertThat(loaded.origin("colour")).isEqualTo(file + ":2:9");
    assertThat(loaded.origin("share")).isEqualTo("default");
  }

  @Test
  void everyTypeIsReadAsItIsWritten() throws Exception {
    Path file =
        write(
            """
            file: /etc/weir/policy.yaml
            store_url: redis://host:6379/0
            share: 0.25
            inner:
              address: "[::1]:0"
              size: 1MiB
              names: [one, two]
              headers: {x-key: a, x-other: b}
            """);

    Outer read = new ConfigLoader<>(DEFAULTS).file(file).load().config();

    assertThat(read.file()).contains(Path.of("/etc/weir/policy.yaml"));
    assertThat(read.storeUrl()).isEqualTo(URI.create("redis://host:6379/0"));
    assertThat(read.share()).isEqualTo(0.25);
    assertThat(read.inner().address()).isEqualTo(new Endpoint("::1", 0));
    assertThat(read.inner().size().bytes()).isEqualTo(1 << 20);
    assertThat(read.inner().names()).containsExactly("one", "two");
    assertThat(read.inner().headers())
        .isEqualTo(Map.of("x-key", new Secret("a"), "x-other", new Secret("b")));
  }

  @Test
  void listsAndMapsFitInOneVariable() throws Exception {
    Map<String, String> environment =
        Map.of("WEIR_INNER_NAMES", "one, two", "WEIR_INNER_HEADERS", "a=1,b=2");

    Inner read =
        new ConfigLoader<>(DEFAULTS).environment(environment, Set.of()).load().config().inner();

    assertThat(read.names()).containsExactly("one", "two");
    assertThat(read.headers()).isEqualTo(Map.of("a", new Secret("1"), "b", new Secret("2")));
  }

  @Test
  void reportsEveryProblemAtOnceWhereItIs() throws Exception {
    Path file = write("number: many\ninner:\n  pasue: 5ms\n  pause: 2h\nnumber: 3\n");
    ConfigLoader<Outer> loader =
        new ConfigLoader<>(DEFAULTS)
            .file(file)
            .environment(Map.of("WEIR_COLOR", "red", "PATH", "/bin"), Set.of())
            .set("colour", "green", "--set colour=green")
            .set("entirely.different", "1", "--set entirely.different=1");

    assertThat(problems(loader))
        .containsExactly(
            file + ":3:10: inner.pasue: no such setting (did you mean inner.pause?)",
            file + ":5:9: number: set twice",
            "environment variable WEIR_COLOR: no such setting (did you mean WEIR_COLOUR?)",
            "--set entirely.different=1: entirely.different: no such setting",
            file + ":4:10: inner.pause: \"2h\" (expected: from 1ms to 1m)",
            "--set colour=green: colour: \"green\" (expected: one of red, dark_blue)");
  }

  @Test
  void reportsWhatTheRecordItselfRefuses() {
    assertThat(problems(new ConfigLoader<>(DEFAULTS).set("number", "13", "--number")))
        .containsExactly("number: 13 (expected: luck)");
  }

  @Test
  void neverShowsASecret() throws Exception {
    LoadedConfig<Outer> loaded =
        new ConfigLoader<>(DEFAULTS)
            .set("secret", "hunter2", "--secret")
            .set("store_url", "rediss://user:hunter2@host:6379", "--store")
            .set("inner.headers.x", "hunter2", "--set")
            .load();

    assertThat(loaded.print())
        .doesNotContain("hunter2")
        .contains("rediss://<redacted>@host:6379", "secret: \"<redacted>\"  # --secret");
    assertThat(loaded.config().secret()).hasToString("<redacted>");
  }

  @Test
  void whatIsPrintedReadsAsTheSame() throws Exception {
    LoadedConfig<Outer> loaded =
        new ConfigLoader<>(DEFAULTS)
            .set("inner.names", "a,b", "--set")
            .set("inner.address", "[::1]:7", "--set")
            .load();

    Outer again = new ConfigLoader<>(DEFAULTS).file(write(loaded.print())).load().config();

    assertThat(again).isEqualTo(loaded.config());
  }

  @Test
  void ignoresWhatKubernetesTellsOfAServiceOfThisName() throws Exception {
    Map<String, String> links =
        Map.of(
            "WEIR_PORT", "tcp://10.0.0.1:9090",
            "WEIR_SERVICE_HOST", "10.0.0.1",
            "WEIR_SERVICE_PORT_GRPC", "9090",
            "WEIR_HEADLESS_PORT_9090_TCP_ADDR", "10.0.0.1",
            "WEIR_CLIENT", "not ours");

    Outer read =
        new ConfigLoader<>(DEFAULTS).environment(links, Set.of("WEIR_CLIENT")).load().config();

    assertThat(read).isEqualTo(DEFAULTS);
  }

  @Test
  void saysWhereAFileIsNotYaml() throws Exception {
    Path file = write("number: 1\n  colour: red\n");

    assertThat(problems(new ConfigLoader<>(DEFAULTS).file(file)))
        .singleElement()
        .asString()
        .startsWith(file + ":2:");
  }

  @Test
  void saysThatAFileIsMissing() {
    Path file = folder.resolve("none.yaml");

    assertThat(problems(new ConfigLoader<>(DEFAULTS).file(file)))
        .containsExactly(file + ": no such file");
  }

  private static List<String> problems(ConfigLoader<Outer> loader) {
    return catchThrowableOfType(ConfigException.class, loader::load).problems();
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("weir.yaml"), yaml);
  }
}
