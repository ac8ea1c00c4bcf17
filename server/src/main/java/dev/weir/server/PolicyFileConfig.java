package dev.weir.server;

import dev.weir.config.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** Where the policy comes from. */
public record PolicyFileConfig(
    @Setting("The policy's file. Unset: the policy `model-api` that is shipped.")
        Optional<Path> file,
    @Setting(
            "Whether the file is read again when it changes. A file that does not load is reported,"
                + " and the policy in force stays.")
        boolean watch) {}
