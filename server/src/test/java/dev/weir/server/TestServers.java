package dev.weir.server;

import dev.weir.config.ConfigException;
import dev.weir.config.ConfigLoader;
import dev.weir.config.Endpoint;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;

/** Servers on free ports. */
final class TestServers {
  private TestServers() {}

  /** Returns a configuration of free ports with a home in {@code folder}, and these settings. */
  static WeirConfig config(Path folder, Map<String, String> settings) throws ConfigException {
    ConfigLoader<WeirConfig> loader = new ConfigLoader<>(WeirConfig.defaults(folder));
    loader.set("grpc.address", "127.0.0.1:0", "test");
    loader.set("admin.address", "127.0.0.1:0", "test");
    loader.set("http.address", "127.0.0.1:0", "test");
    loader.set("lifecycle.warm_up", "0s", "test");
    settings.forEach((path, value) -> loader.set(path, value, "test"));
    return loader.load().config();
  }

  static WeirServer start(Path folder, Map<String, String> settings) throws Exception {
    return WeirServer.start(config(folder, settings), surroundings());
  }

  static Surroundings surroundings() {
    return new Surroundings(
        "test",
        Map.of(),
        OutputStream.nullOutputStream(),
        System::currentTimeMillis,
        System::nanoTime,
        new SecureRandom());
  }

  static ManagedChannel channel(Endpoint endpoint) {
    return NettyChannelBuilder.forTarget(endpoint.toString()).usePlaintext().build();
  }
}
