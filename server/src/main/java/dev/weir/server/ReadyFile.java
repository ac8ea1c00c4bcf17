package dev.weir.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.ObjectMapper;

/**
 * Tells whoever waits for it that the server is ready, and at which ports; gone when the server is.
 */
record ReadyFile(Optional<Path> file) implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReadyFile.class);

  /** Writes the file, whole or not at all. */
  static ReadyFile write(Optional<Path> file, WeirServer server) throws StartException {
    if (file.isEmpty()) {
      return new ReadyFile(file);
    }
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("pid", ProcessHandle.current().pid());
    content.put("grpc", server.decisions().toString());
    content.put("admin", server.admin().toString());
    content.put("http", server.http().toString());
    Path part = file.get().resolveSibling(file.get().getFileName() + ".part");
    try {
      Files.writeString(part, new ObjectMapper().writeValueAsString(content) + "\n");
      Files.move(
          part, file.get(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new ReadyFile(file);
    } catch (IOException e) {
      throw StartException.surroundings(
          "lifecycle.ready_file: " + file.get() + ": cannot be written: " + e);
    }
  }

  @Override
  public void close() {
    file.ifPresent(
        path -> {
          try {
            Files.deleteIfExists(path);
          } catch (IOException e) {
            log.warn("lifecycle.ready_file: cannot be removed: {}", e.toString());
          }
        });
  }
}
