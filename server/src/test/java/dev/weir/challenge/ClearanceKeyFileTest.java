package dev.weir.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClearanceKeyFileTest {
  private static final long NOW = 1_700_000_000_000L;

  @TempDir private Path folder;

  @Test
  void makesAFileThatOnlyItsOwnerReads() throws IOException {
    Path file = folder.resolve("keys.json");
    String id = ClearanceKeyFile.rotate(file, 2);

    assertThat(signing(file)).isEqualTo(id);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void signsWithTheNewestKeyAndKeepsTheLastOnes() throws IOException {
    Path file = folder.resolve("keys.json");
    String first = ClearanceKeyFile.rotate(file, 1);
    String second = ClearanceKeyFile.rotate(file, 1);
    String third = ClearanceKeyFile.rotate(file, 1);

    FileKeys keys = new FileKeys(file, NOW);
    assertThat(signing(file)).isEqualTo(third);
    assertThat(keys.atHand(second, NOW)).isNotNull();
    assertThat(keys.atHand(first, NOW)).isNull();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void leavesAFileAloneThatIsNoKeyFile() throws IOException {
    Path file = Files.writeString(folder.resolve("notes"), "hunter2");

    assertThatThrownBy(() -> ClearanceKeyFile.rotate(file, 1)).hasMessage(file + ": no JWK set");
    assertThat(Files.readString(file)).isEqualTo("hunter2");
  }

  private static String signing(Path file) throws IOException {
    return new FileKeys(file, NOW).signing(NOW).toCompletableFuture().join().getKeyID();
  }
}
