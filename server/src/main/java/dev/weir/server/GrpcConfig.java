package dev.weir.server;

import dev.weir.config.ByteSize;
import dev.weir.config.Endpoint;
import dev.weir.config.Setting;
import java.time.Duration;

/** The port where decisions are asked for. */
public record GrpcConfig(
    @Setting("Where decisions are served over gRPC.") Endpoint address,
    @Setting("TLS on this port.") TlsConfig tls,
    @Setting(
            value =
                "How long a connection lives, give or take a tenth, before the client is told to"
                    + " make another one, so that new servers get their share. Calls under way are"
                    + " finished.",
            min = "1s",
            max = "7d")
        Duration maxConnectionAge,
    @Setting(
            value = "How long calls and streams of a connection that is too old may still run.",
            min = "1s",
            max = "1d")
        Duration maxConnectionAgeGrace,
    @Setting(
            value = "After how much silence the server asks whether the client is still there.",
            min = "1s",
            max = "1d")
        Duration keepAlive,
    @Setting(
            value =
                "The least time between a client's own such questions; one that asks more often is"
                    + " disconnected.",
            min = "1s",
            max = "1d")
        Duration minKeepAlive,
    @Setting(value = "The largest request that is read.", min = "1KiB", max = "64MiB")
        ByteSize maxMessageSize,
    @Setting(value = "The largest headers of a call that are read.", min = "1KiB", max = "1MiB")
        ByteSize maxMetadataSize,
    @Setting(
            value = "The most calls at once on one connection; more wait at the client.",
            unit = "calls",
            min = "1")
        int maxCallsPerConnection,
    @Setting("Whether tools may ask which services there are (gRPC reflection).")
        boolean reflection) {

  /** Returns the defaults: loopback only, without TLS. */
  public static GrpcConfig defaults() {
    return new GrpcConfig(
        new Endpoint("127.0.0.1", 9090),
        TlsConfig.NONE,
        Duration.ofMinutes(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        ByteSize.parse("64KiB"),
        ByteSize.parse("8KiB"),
        10_000,
        true);
  }
}
