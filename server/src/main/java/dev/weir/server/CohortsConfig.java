package dev.weir.server;

import dev.weir.config.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What stands for the values that accounts share, and with whom campaigns are exchanged. */
public record CohortsConfig(
    @Setting(
            "A file with the key (base64, at least 32 bytes) under which the values of traits are"
                + " hashed. All replicas need the same one, and so do installations that exchange"
                + " indicators. With another key, everything held of cohorts belongs to nobody."
                + " Unset: replicas that share a store make a key and keep it there, where whoever"
                + " reads the store can read it; with a store in memory, `cohort.key` in `home`,"
                + " which is written, for its owner alone, where there is none yet, or a key for"
                + " this process alone where it cannot be written.")
        Optional<Path> keyFile,
    @Setting("The name of this installation in the indicators that it exports.") String issuer,
    @Setting(
            value = "How long indicators that were exported can be imported.",
            min = "1h",
            max = "30d")
        Duration bundleTtl,
    @Setting(
            "A JWK set with the key that indicators are signed with (EC, P-256): the first one."
                + " `weir rotate-keys FILE` makes one. Unset: none are exported.")
        Optional<Path> signingKeyFile,
    @Setting(
            "A JWK set with the public keys of other installations, each with a member `iss`: the"
                + " issuer that it speaks for. Read at each import. Unset: none are imported.")
        Optional<Path> trustedKeysFile) {

  /** Refuses an issuer without a name. */
  public CohortsConfig {
    if (!issuer.matches("[\\w.-]{1,64}")) {
      throw new IllegalArgumentException(
          "issuer: \""
              + issuer
              + "\" (expected: 1 to 64 letters, digits, dots, dashes and underscores)");
    }
  }

  /** Returns the defaults: no key from a file, and no exchange. */
  static CohortsConfig defaults() {
    return new CohortsConfig(
        Optional.empty(), "weir", Duration.ofDays(7), Optional.empty(), Optional.empty());
  }
}
