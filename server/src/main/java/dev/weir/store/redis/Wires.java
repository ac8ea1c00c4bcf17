package dev.weir.store.redis;

import dev.weir.validation.InvalidFieldException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/** Makes connections. Thread-safe. */
final class Wires {
  private static final Logger LOG = LoggerFactory.getLogger(Wires.class);
  private static final String NAME = "weir";
  private static final String TRUST_STORE = "PKCS12";

  private final RedisUrl url;
  private final RedisConfig config;
  private final JedisClientConfig masters;
  private final JedisClientConfig sentinels;

  /** Reads what connections need; throws {@link InvalidFieldException} where it is not valid. */
  Wires(RedisUrl url, RedisConfig config) {
    this.url = url;
    this.config = config;
    DefaultJedisClientConfig.Builder login = builder().database(url.database());
    if (!url.user().isEmpty()) {
      login.user(url.user());
    }
    if (!url.password().isEmpty()) {
      login.password(url.password().value());
    }
    this.masters = login.build();
    this.sentinels = builder().build();
  }

  RedisUrl url() {
    return url;
  }

  RedisConfig config() {
    return config;
  }

  /** Connects to a server that keeps Weir's state. */
  Wire connect(HostAndPort address) {
    return new Wire(address, masters);
  }

  /** Connects to a Sentinel, which has no databases and none of Weir's users. */
  Wire connectToSentinel(HostAndPort address) {
    return new Wire(address, sentinels);
  }

  /** Cuts a connection, whoever uses it. */
  static void disconnect(@Nullable Wire wire) {
    if (wire != null) {
      try {
        wire.forceDisconnect();
      } catch (IOException e) {
        LOG.debug("A connection could not be closed", e);
      }
    }
  }

  private DefaultJedisClientConfig.Builder builder() {
    DefaultJedisClientConfig.Builder builder =
        DefaultJedisClientConfig.builder()
            .resp2()
            .clientName(NAME)
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .connectionTimeoutMillis((int) config.connectTimeout().toMillis())
            .socketTimeoutMillis((int) config.socketTimeout().toMillis());
    if (url.tls()) {
      SslOptions.Builder options = SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL);
      config.tlsCaFile().ifPresent(file -> trust(options, file));
      builder.sslOptions(options.build());
    }
    return builder;
  }

  private static void trust(SslOptions.Builder options, Path file) {
    try (InputStream in = Files.newInputStream(file);
        ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      KeyStore trusted = KeyStore.getInstance(TRUST_STORE);
      trusted.load(null, null);
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
      }
      if (trusted.size() == 0) {
        throw unreadable(file, "a file without one");
      }
      // Certificates are no secret; the format wants a password all the same.
      char[] password = TRUST_STORE.toCharArray();
      trusted.store(out, password);
      byte[] store = out.toByteArray();
      options
          .trustStoreType(TRUST_STORE)
          .truststore(() -> new ByteArrayInputStream(store), password);
    } catch (IOException e) {
      throw unreadable(file, "a file that cannot be read");
    } catch (GeneralSecurityException e) {
      throw unreadable(file, "something else");
    }
  }

  private static InvalidFieldException unreadable(Path file, String found) {
    return new InvalidFieldException(
        "store.redis.tls_ca_file", "certificates in PEM", found + ": " + file);
  }
}
