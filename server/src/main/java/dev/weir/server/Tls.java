package dev.weir.server;

import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Makes the credentials of a port from files, which are read again every minute if they changed.
 */
final class Tls {
  private static final long RELOAD_MINUTES = 1;

  private Tls() {}

  /**
   * Returns the credentials of the port whose settings are under {@code section}.
   *
   * @param timer reads the files again
   */
  static ServerCredentials credentials(
      TlsConfig config, String section, ScheduledExecutorService timer) throws StartException {
    if (!config.enabled()) {
      return InsecureServerCredentials.create();
    }
    Path certificate = config.certificate().orElseThrow();
    Path key = config.key().orElseThrow();
    AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    attempt(
        section + ".tls.certificate and .key: " + certificate + ", " + key,
        () ->
            keys.updateIdentityCredentials(
                certificate.toFile(), key.toFile(), RELOAD_MINUTES, TimeUnit.MINUTES, timer));
    TlsServerCredentials.Builder credentials = TlsServerCredentials.newBuilder().keyManager(keys);
    if (config.clientCa().isPresent()) {
      credentials.trustManager(trust(config.clientCa().get(), section, timer));
      credentials.clientAuth(ClientAuth.REQUIRE);
    }
    return credentials.build();
  }

  private static AdvancedTlsX509TrustManager trust(
      Path authorities, String section, ScheduledExecutorService timer) throws StartException {
    String what = section + ".tls.client_ca: " + authorities;
    try {
      AdvancedTlsX509TrustManager trust =
          AdvancedTlsX509TrustManager.newBuilder()
              .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
              .build();
      attempt(
          what,
          () ->
              trust.updateTrustCredentials(
                  authorities.toFile(), RELOAD_MINUTES, TimeUnit.MINUTES, timer));
      return trust;
    } catch (GeneralSecurityException e) {
      throw unusable(what, e);
    }
  }

  private static void attempt(String what, Reading reading) throws StartException {
    try {
      reading.read();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(what, e);
    }
  }

  private static StartException unusable(String what, Exception e) {
    return StartException.surroundings(what + ": cannot be used: " + e.getMessage());
  }

  private interface Reading {
    void read() throws IOException, GeneralSecurityException;
  }
}
