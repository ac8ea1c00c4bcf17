package dev.weir.server;

import dev.weir.policy.Policies;
import dev.weir.store.memory.MemoryConfig;
import dev.weir.store.memory.MemoryStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a server until it is told to stop. */
@Command(name = "serve", description = "Runs a server until it is told to stop.")
final class ServeCommand implements Callable<Integer> {
  @Option(names = "--policy", paramLabel = "FILE", description = "The policy (default: model-api).")
  private @Nullable Path policy;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Policies policies = Policies.load(Optional.ofNullable(policy), System::currentTimeMillis);
    try (MemoryStore store = new MemoryStore(System::currentTimeMillis, MemoryConfig.defaults());
        WeirServer server =
            WeirServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 9090),
                store,
                policies,
                System::currentTimeMillis)) {
      server.awaitTermination();
    }
    return 0;
  }
}
