package dev.weir.server;

import dev.weir.config.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** Whether identifiers are kept as they are, or as keyed hashes. */
public record IdentifiersConfig(
    @Setting(
            "A file with a key (base64, at least 32 bytes) under which accounts, organizations,"
                + " addresses and the like are hashed before anything keeps or logs them. All"
                + " replicas need the same one. Unset: they are kept as they are.")
        Optional<Path> keyFile) {}
