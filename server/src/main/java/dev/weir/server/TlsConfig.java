package dev.weir.server;

import dev.weir.config.Setting;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of TLS on one port. They are read again when they change, so certificates can be
 * rotated in place.
 */
public record TlsConfig(
    @Setting("The server's certificate chain (PEM). Unset: no TLS.") Optional<Path> certificate,
    @Setting("The certificate's private key (PEM, PKCS#8).") Optional<Path> key,
    @Setting(
            "Certificate authorities (PEM) of one of which a client must have a certificate (mutual"
                + " TLS). Unset: clients need none.")
        Optional<Path> clientCa) {
  /** No TLS. */
  public static final TlsConfig NONE =
      new TlsConfig(Optional.empty(), Optional.empty(), Optional.empty());

  public TlsConfig {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          (key.isPresent() ? "certificate" : "key")
              + ": not set (expected: both certificate and key, or neither)");
    }
    if (clientCa.isPresent() && certificate.isEmpty()) {
      throw new IllegalArgumentException("client_ca: set without certificate and key");
    }
  }

  /** Returns whether the port speaks TLS. */
  public boolean enabled() {
    return certificate.isPresent();
  }
}
