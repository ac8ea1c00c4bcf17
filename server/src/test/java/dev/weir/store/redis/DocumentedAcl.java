package dev.weir.store.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code docs/redis.md} tells operators to let Weir do in Redis. */
final class DocumentedAcl {
  private DocumentedAcl() {}

  /** Returns the rules of the user, but for its password. */
  static List<String> rules() throws IOException {
    String command =
        Files.readAllLines(Path.of("../docs/redis.md")).stream()
            .map(String::strip)
            .filter(line -> line.startsWith("ACL SETUSER weir "))
            .findFirst()
            .orElseThrow();
    return List.of(command.split(" ", -1)).stream()
        .skip(3)
        .filter(rule -> !rule.startsWith(">"))
        .toList();
  }
}
