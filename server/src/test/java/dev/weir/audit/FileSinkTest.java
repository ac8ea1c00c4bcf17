package dev.weir.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.weir.config.ByteSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {
  @TempDir Path folder;

  @Test
  void appendsToWhatIsThere() throws IOException {
    Path file = Files.writeString(folder.resolve("decisions.jsonl"), "before\n");

    try (FileSink sink = new FileSink(file, config("1MiB"))) {
      sink.write(bytes("one\ntwo\n"));
    }

    assertThat(file).hasContent("before\none\ntwo\n");
  }

  @RepeatedTest(50)
  void setsAFullFileAsideAndLosesNothing() throws IOException {
    Path file = folder.resolve("decisions.jsonl");
    String line = "x".repeat(1023) + "\n";

    try (FileSink sink = new FileSink(file, config("8KiB"))) {
      for (int i = 0; i < 100; i++) {
        sink.write(bytes(line));
      }
    }

    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSizeGreaterThan(2);
      long size = 0;
      for (Path each : all) {
        size += Files.size(each);
      }
      assertThat(size).isEqualTo(100 * 1024);
    }
  }

  @Test
  void saysThatTheFolderDoesNotExist() {
    Path file = folder.resolve("none").resolve("decisions.jsonl");

    assertThatIOException()
        .isThrownBy(() -> new FileSink(file, config("1MiB")).close())
        .withMessage(file + ": its folder does not exist");
  }

  @Test
  void saysThatTheFileCannotBeWritten() {
    assertThatIOException()
        .isThrownBy(() -> new FileSink(folder, config("1MiB")).close())
        .withMessageStartingWith(folder + ": cannot be written");
  }

  @Test
  void reportsADiskThatIsFull() throws IOException {
    try (FileSink sink = new FileSink(Path.of("/dev/full"), config("1MiB"))) {
      for (int i = 0; i < 3; i++) {
        assertThatIOException().isThrownBy(() -> sink.write(bytes("lost\n")));
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static AuditConfig config(String maxFileSize) {
    AuditConfig defaults = AuditConfig.defaults();
    return new AuditConfig(
        AuditConfig.Sink.NONE,
        Optional.empty(),
        ByteSize.parse(maxFileSize),
        defaults.keepDays(),
        defaults.keepSize(),
        1,
        defaults.queue());
  }
}
