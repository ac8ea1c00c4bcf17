package dev.weir.server;

import dev.weir.account.AccountCacheConfig;
import dev.weir.api.http.HttpConfig;
import dev.weir.audit.AuditConfig;
import dev.weir.challenge.ChallengeConfig;
import dev.weir.config.Setting;
import dev.weir.telemetry.LogConfig;
import dev.weir.telemetry.TelemetryConfig;
import java.nio.file.Path;
import java.util.Optional;

/** All settings of a server. Each section is described beside the code that it is for. */
public record WeirConfig(
    @Setting("Where a server keeps what it writes for itself, such as the first admin token.")
        Path home,
    @Setting("The policy that decides.") PolicyFileConfig policy,
    @Setting("Where limits, accounts and challenges are kept.") StoreConfig store,
    @Setting("The port where decisions are asked for.") GrpcConfig grpc,
    @Setting("The port of accounts, policies and challenges. Every call needs a token.")
        AdminConfig admin,
    @Setting("Health and metrics.") HttpConfig http,
    @Setting("How much is decided at once.") EngineConfig engine,
    @Setting("How accounts are cached.") AccountCacheConfig accounts,
    @Setting("Challenges and clearances; see [challenges.md](challenges.md).")
        ChallengeConfig challenges,
    @Setting("Identifiers, as they are kept and logged.") IdentifiersConfig identifiers,
    @Setting("What accounts share, as it is kept and exchanged; see [campaigns.md](campaigns.md).")
        CohortsConfig cohorts,
    @Setting("The decision log; see [decision-log.md](decision-log.md).") AuditConfig audit,
    @Setting("Metrics, traces and logs by OTLP; see [metrics.md](metrics.md).")
        TelemetryConfig telemetry,
    @Setting("The server's own log, on standard error.") LogConfig log,
    @Setting("Start and drain; see [operations.md](operations.md).") LifecycleConfig lifecycle) {

  /**
   * Returns the defaults: everything on loopback, the embedded store, the policy that is shipped.
   *
   * @param userHome the user's home folder
   */
  public static WeirConfig defaults(Path userHome) {
    return new WeirConfig(
        userHome.resolve(".weir"),
        new PolicyFileConfig(Optional.empty(), true),
        StoreConfig.defaults(),
        GrpcConfig.defaults(),
        AdminConfig.defaults(),
        HttpConfig.defaults(),
        EngineConfig.defaults(),
        AccountCacheConfig.defaults(),
        ChallengeConfig.defaults(),
        new IdentifiersConfig(Optional.empty()),
        CohortsConfig.defaults(),
        AuditConfig.defaults(),
        TelemetryConfig.defaults(),
        LogConfig.defaults(),
        LifecycleConfig.defaults());
  }

  /** Returns where the admin tokens are. */
  Path adminTokenFile() {
    return admin.tokenFile().orElseGet(() -> home.resolve("admin.token"));
  }

  /** Returns where the key is under which the values of traits are hashed. */
  Path cohortKeyFile() {
    return cohorts.keyFile().orElseGet(() -> home.resolve("cohort.key"));
  }
}
