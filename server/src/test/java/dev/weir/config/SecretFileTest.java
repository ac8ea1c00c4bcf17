package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretFileTest {
  private static final int PROCESSES = 4;

  @TempDir private Path folder;

  /** Servers that share a home and start at once. */
  @Test
  void isWholeForWhoeverFindsItWhileItIsMade() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(PROCESSES)) {
      for (int round = 0; round < 100; round++) {
        Path file = folder.resolve("home").resolve("secret" + round);
        CyclicBarrier together = new CyclicBarrier(PROCESSES);
        Callable<Made> make =
            () -> {
              together.await();
              boolean made =
                  SecretFile.createIfMissing("admin", "token file", file, new SecureRandom());
              return new Made(made, Files.readString(file));
            };
        List<Made> all = new ArrayList<>();
        for (Future<Made> one :
            threads.invokeAll(Stream.generate(() -> make).limit(PROCESSES).toList())) {
          all.add(one.get());
        }
        assertThat(all).extracting(Made::text).containsOnly(Files.readString(file));
        assertThat(all).filteredOn(Made::made).hasSize(1);
        assertThat(SecretFile.read(file)).hasSize(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
    try (Stream<Path> left = Files.list(folder.resolve("home"))) {
      assertThat(left).as("and nothing else").hasSize(100);
    }
  }

  private record Made(boolean made, String text) {}
}
