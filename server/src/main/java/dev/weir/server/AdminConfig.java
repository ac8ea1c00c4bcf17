package dev.weir.server;

import dev.weir.config.ByteSize;
import dev.weir.config.Endpoint;
import dev.weir.config.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** The port of accounts, policies and challenges. Every call on it must carry a token. */
public record AdminConfig(
    @Setting("Where administration is served over gRPC.") Endpoint address,
    @Setting("TLS on this port.") TlsConfig tls,
    @Setting(
            "The file with the admin tokens. Where there is none yet, one is written with a random"
                + " token that only its owner can read. Unset: `admin.token` in `home`.")
        Optional<Path> tokenFile,
    @Setting(
            "Whether this port may be opened beyond this machine without TLS. The tokens would then"
                + " cross the network as they are.")
        boolean allowPlaintext,
    @Setting(value = "The largest request that is read.", min = "64KiB", max = "256MiB")
        ByteSize maxMessageSize,
    @Setting("Whether tools may ask which services there are (gRPC reflection). It needs no token.")
        boolean reflection) {

  /** Returns the defaults: loopback only. */
  public static AdminConfig defaults() {
    return new AdminConfig(
        new Endpoint("127.0.0.1", 9091),
        TlsConfig.NONE,
        Optional.empty(),
        false,
        ByteSize.parse("4MiB"),
        true);
  }
}
