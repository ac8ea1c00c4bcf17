package dev.weir.server;

import dev.weir.account.Pseudonyms;
import dev.weir.cohort.TraitHash;
import dev.weir.config.SecretFile;
import dev.weir.indicator.Bundle;
import dev.weir.indicator.Bundles;
import dev.weir.indicator.Exchange;
import dev.weir.indicator.ExchangeKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the keys that {@link CohortsConfig} names. */
final class CohortKeys {
  private static final Logger LOG = LoggerFactory.getLogger(CohortKeys.class);

  private CohortKeys() {}

  /**
   * Returns hashes under the configured key; without one, under one of this machine's own, or empty
   * where the store is shared, and so keeps the key for all.
   */
  static Optional<TraitHash> hash(WeirConfig config, RandomGenerator secrets)
      throws StartException {
    if (config.cohorts().keyFile().isEmpty()) {
      if (!config.store().isMemory()) {
        return Optional.empty();
      }
      if (!isWritten(config.cohortKeyFile(), secrets)) {
        byte[] key = new byte[TraitHash.SHORTEST_KEY];
        secrets.nextBytes(key);
        return Optional.of(TraitHash.keyed(key));
      }
    }
    return Optional.of(read(config.cohortKeyFile()));
  }

  /** Makes sure that there is a file with this machine's own key, and returns whether there is. */
  private static boolean isWritten(Path file, RandomGenerator secrets) {
    try {
      if (SecretFile.createIfMissing("cohort", "key file", file, secrets)) {
        LOG.info("cohorts: wrote a new key to {}", file);
      }
      return true;
    } catch (IOException e) {
      // A container's file system may be read-only: what is kept in memory needs no other key.
      LOG.warn("cohorts: the key is for this process alone: {}", e.getMessage());
      return false;
    }
  }

  private static TraitHash read(Path file) throws StartException {
    try {
      TraitHash hash = TraitHash.keyed(SecretFile.read(file));
      LOG.info("cohorts: the key in {} has fingerprint {}", file, hash.fingerprint());
      return hash;
    } catch (IOException e) {
      throw StartException.surroundings("cohorts.key_file: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw StartException.surroundings("cohorts.key_file: " + file + ": " + e.getMessage());
    }
  }

  /** Returns how this installation exchanges indicators. */
  static Exchange exchange(
      CohortsConfig config, Supplier<TraitHash> hash, Pseudonyms pseudonyms, RandomGenerator random)
      throws StartException {
    ExchangeKeys keys = new ExchangeKeys(config.signingKeyFile(), config.trustedKeysFile());
    try {
      keys.check();
    } catch (IllegalArgumentException e) {
      throw StartException.surroundings(String.valueOf(e.getMessage()));
    }
    return new Exchange(
        new Bundles(keys),
        config.issuer(),
        config.bundleTtl(),
        () -> new Bundle.Keys(hash.get().fingerprint(), pseudonyms.fingerprint()),
        random);
  }
}
