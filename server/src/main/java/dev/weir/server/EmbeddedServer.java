package dev.weir.server;

import dev.weir.config.ConfigException;
import dev.weir.config.ConfigLoader;
import dev.weir.config.Endpoint;
import dev.weir.policy.Compilation;
import dev.weir.policy.InvalidPolicyException;
import dev.weir.policy.Policies;
import dev.weir.policy.PolicyCompiler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server within another program, for demonstrations and tests: it serves on free ports of this
 * machine, keeps everything in memory, and leaves nothing behind. Its time is its owner's: it
 * stands still until {@link #advance} moves it on, so no budget ends and nothing is ever late, as
 * in a replay. Thread-safe, but {@link #advance} is for one thread at a time.
 */
public final class EmbeddedServer implements AutoCloseable {
  private static final String SOURCE = "an embedded server";
  private static final String TOKEN_FILE = "admin.token";
  private static final String COHORT_KEY_FILE = "cohort.key";

  /** As often as a replay judges cohorts, so that both see the same. */
  private static final long JUDGING_MILLIS = TimeUnit.SECONDS.toMillis(5);

  private final WeirServer server;
  private final AtomicLong clock;
  private final String adminToken;
  private long nextJudging;

  private EmbeddedServer(WeirServer server, AtomicLong clock, String adminToken) {
    this.server = server;
    this.clock = clock;
    this.adminToken = adminToken;
    this.nextJudging = clock.get() + JUDGING_MILLIS;
  }

  /**
   * Starts a server. When this returns, its ports are open.
   *
   * @param policyYaml the text of the policy that decides, such as {@link Policies#defaultYaml}
   * @param now what its clock shows at first, in epoch milliseconds
   * @throws InvalidPolicyException where the policy does not load; nothing is started
   * @throws IOException where no port can be opened, or no file with a token can be written for a
   *     moment; says in one line why, and nothing is left running
   */
  public static EmbeddedServer start(String policyYaml, long now) throws IOException {
    Compilation compilation = PolicyCompiler.compile("policy.yaml", policyYaml);
    if (compilation.policy().isEmpty()) {
      throw new InvalidPolicyException(compilation.problems());
    }
    AtomicLong clock = new AtomicLong(now);
    Path home = Files.createTempDirectory("weir-");
    WeirServer server = open(home, clock);
    try {
      String token = Files.readString(home.resolve(TOKEN_FILE)).strip();
      // A server looks at the file again after a second, and here a second never passes.
      remove(home);
      var _ = server.policies().apply(policyYaml);
      return new EmbeddedServer(server, clock, token);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Returns where decisions are served, without TLS. */
  public Endpoint decisions() {
    return server.decisions();
  }

  /** Returns where administration is served, without TLS. */
  public Endpoint admin() {
    return server.admin();
  }

  /** Returns where health and metrics are served. */
  public Endpoint http() {
    return server.http();
  }

  /** Returns the token that every call to {@link #admin} has to carry. */
  public String adminToken() {
    return adminToken;
  }

  /** Returns the policy that decides, as {@code name@digest}. */
  public String policyVersion() {
    return server.readiness().policyVersion();
  }

  /**
   * Moves its clock on, and does what is due by then: every five seconds of its time it learns what
   * the requests until then had in common, and judges it. Calls that are under way may be decided
   * at either time.
   *
   * @param now epoch milliseconds; where the clock shows more, it stays
   * @throws CompletionException where cohorts cannot be judged
   */
  public void advance(long now) {
    long shown = clock.accumulateAndGet(now, Math::max);
    if (shown >= nextJudging) {
      nextJudging = shown + JUDGING_MILLIS;
      server.judgeCohorts();
    }
  }

  /** Answers what is under way, and ends. When this returns, its ports are closed. */
  @Override
  public void close() {
    server.close();
  }

  private static WeirServer open(Path home, AtomicLong clock) throws IOException {
    try {
      return WeirServer.startUnattended(config(home), surroundings(clock));
    } catch (StartException e) {
      remove(home);
      throw new IOException(e.getMessage(), e);
    }
  }

  private static void remove(Path home) throws IOException {
    Files.deleteIfExists(home.resolve(TOKEN_FILE));
    Files.deleteIfExists(home.resolve(COHORT_KEY_FILE));
    Files.delete(home);
  }

  private static WeirConfig config(Path home) {
    ConfigLoader<WeirConfig> loader = new ConfigLoader<>(WeirConfig.defaults(home));
    loader.set("home", home.toString(), SOURCE);
    for (String port : new String[] {"grpc", "admin", "http"}) {
      loader.set(port + ".address", "127.0.0.1:0", SOURCE);
    }
    loader.set("lifecycle.warm_up", "0s", SOURCE);
    try {
      return loader.load().config();
    } catch (ConfigException e) {
      throw new IllegalStateException("settings that are always the same do not load", e);
    }
  }

  private static Surroundings surroundings(AtomicLong clock) {
    return new Surroundings(
        Build.version(),
        Map.of(),
        OutputStream.nullOutputStream(),
        clock::get,
        () -> 0,
        new SecureRandom());
  }
}
