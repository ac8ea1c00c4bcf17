package dev.weir.server;

import dev.weir.cli.Environment;
import dev.weir.cli.ExitCode;
import dev.weir.config.ConfigException;
import dev.weir.config.ConfigLoader;
import dev.weir.config.LoadedConfig;
import dev.weir.telemetry.Logging;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a server until it is told to stop. */
@Command(
    name = "serve",
    description = "Runs a server until it is told to stop.",
    footer = {
      "",
      "Settings come from the defaults, then the file, then WEIR_ variables, then these flags;",
      "docs/configuration.md lists them all. SIGTERM drains, SIGHUP reads the policy again.",
      "",
      "Examples:",
      "  weir serve                                        on this machine, with the default"
          + " policy",
      "  weir serve --policy policy.yaml --store redis://127.0.0.1:6379",
      "  weir serve --config weir.yaml --set audit.sink=stdout",
      "  weir serve --config weir.yaml --print-config      what would be in force, and why"
    })
final class ServeCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  /** Variables that begin like ours and are read by the client, the launcher, or here. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of(
          ServeCommand.CONFIG_VARIABLE,
          "WEIR_SERVER",
          "WEIR_ADMIN",
          "WEIR_ADMIN_TOKEN",
          "WEIR_JAVA_OPTS");

  private static final String CONFIG_VARIABLE = "WEIR_CONFIG";

  private final Environment environment;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The settings, as YAML. Default: the file that WEIR_CONFIG names, if any.")
  private @Nullable Path file;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "The policy (policy.file). Default: model-api, which Weir ships.")
  private @Nullable String policy;

  @Option(
      names = "--store",
      paramLabel = "URL",
      description = "Where state is kept (store.url). Default: memory.")
  private @Nullable String store;

  @Option(
      names = "--grpc",
      paramLabel = "HOST:PORT",
      description = "The port of decisions (grpc.address). Default: 127.0.0.1:9090.")
  private @Nullable String grpc;

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      description = "The port of administration (admin.address). Default: 127.0.0.1:9091.")
  private @Nullable String admin;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description = "The port of health and metrics (http.address). Default: 127.0.0.1:9092.")
  private @Nullable String http;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "A file to write, as JSON, when the server is ready (lifecycle.ready_file).")
  private @Nullable String readyFile;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Any setting, such as --set grpc.reflection=false.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--print-config",
      description = "Print every setting and where it comes from, without secrets, and end.")
  private boolean print;

  ServeCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      LoadedConfig<WeirConfig> loaded = load();
      if (print) {
        out().print(loaded.print());
        out().flush();
        return ExitCode.OK;
      }
      serve(loaded.config());
      return ExitCode.OK;
    } catch (ConfigException e) {
      return complain(e.problems(), ExitCode.USAGE);
    } catch (StartException e) {
      return complain(e.problems(), e.exitCode());
    }
  }

  private LoadedConfig<WeirConfig> load() throws ConfigException {
    ConfigLoader<WeirConfig> loader = new ConfigLoader<>(WeirConfig.defaults(environment.home()));
    String named = environment.variables().getOrDefault(CONFIG_VARIABLE, "");
    if (file != null) {
      loader.file(file);
    } else if (!named.isEmpty()) {
      loader.file(Path.of(named));
    }
    loader.environment(environment.variables(), OTHER_VARIABLES);
    flag(loader, "policy.file", "--policy", policy);
    flag(loader, "store.url", "--store", store);
    flag(loader, "grpc.address", "--grpc", grpc);
    flag(loader, "admin.address", "--admin", admin);
    flag(loader, "http.address", "--http", http);
    flag(loader, "lifecycle.ready_file", "--ready-file", readyFile);
    settings.forEach((path, value) -> loader.set(path, value, "--set " + path));
    return loader.load();
  }

  private static void flag(
      ConfigLoader<WeirConfig> loader, String path, String flag, @Nullable String value) {
    if (value != null) {
      loader.set(path, value, flag);
    }
  }

  private void serve(WeirConfig config) throws StartException, InterruptedException {
    Logging.configure(config.log(), environment.progress());
    CountDownLatch told = new CountDownLatch(1);
    Surroundings around =
        new Surroundings(
            Build.version(),
            environment.variables(),
            System.out,
            System::currentTimeMillis,
            System::nanoTime,
            new SecureRandom());
    try (WeirServer server = WeirServer.start(config, around);
        ReadyFile _ = ReadyFile.write(config.lifecycle().readyFile(), server)) {
      Runnable end =
          () -> {
            if (told.getCount() == 0) {
              server.hurry();
            }
            told.countDown();
          };
      Signals.on("TERM", end);
      Signals.on("INT", end);
      Signals.on("HUP", server.policies()::reload);
      log.info(
          "ready: policy {}, store {}", server.readiness().policyVersion(), server.storeName());
      told.await();
    }
  }

  private int complain(List<String> problems, int exitCode) {
    PrintWriter err = spec().commandLine().getErr();
    problems.forEach(problem -> err.println(spec().qualifiedName() + ": " + problem));
    err.flush();
    return exitCode;
  }

  private PrintWriter out() {
    return spec().commandLine().getOut();
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("run outside of a command line");
    }
    return spec;
  }
}
