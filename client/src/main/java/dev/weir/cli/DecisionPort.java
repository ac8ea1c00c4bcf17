package dev.weir.cli;

import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceBlockingStub;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reaches the port that front ends ask. */
final class DecisionPort {
  private static final Transport.Port PORT = new Transport.Port("--server", "127.0.0.1:9090", "");

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "Weir's decision port. Default: WEIR_SERVER, or 127.0.0.1:9090.")
  private Optional<String> address = Optional.empty();

  @Mixin private final Transport transport = new Transport();

  private final Environment environment;

  DecisionPort(Environment environment) {
    this.environment = environment;
  }

  /** Makes one call. */
  <R> R call(Function<DecisionServiceBlockingStub, R> work) {
    return transport.call(
        PORT,
        address.orElseGet(() -> environment.variable("WEIR_SERVER", PORT.usual())),
        channel ->
            work.apply(
                DecisionServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(transport.timeout().toNanos(), TimeUnit.NANOSECONDS)));
  }
}
