package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.FakeWeir;
import dev.weir.client.Fallback;
import dev.weir.client.FallbackCause;
import dev.weir.client.WeirClient;
import dev.weir.client.WeirClientBuilder;
import dev.weir.v1.CheckRequest;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks over TLS, with a certificate that only this test trusts: the library and the command line.
 */
class TlsTest {
  @TempDir private static Path folder;
  private static Path certificate;
  private static FakeWeir server;

  @BeforeAll
  static void start() throws Exception {
    char[] password = "changeit".toCharArray();
    Path store = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "weir",
                "-dname",
                "CN=weir",
                "-ext",
                "SAN=ip:127.0.0.1,dns:weir.policy.svc",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(password))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password);
    }
    certificate = pem("cert.pem", "CERTIFICATE", keys.getCertificate("weir").getEncoded());
    Path key = pem("key.pem", "PRIVATE KEY", keys.getKey("weir", password).getEncoded());
    server = FakeWeir.start(0, TlsServerCredentials.create(certificate.toFile(), key.toFile()));
  }

  private static Path pem(String name, String type, byte[] encoded) throws Exception {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static WeirClientBuilder client() {
    return WeirClient.builder()
        .target(server.address())
        .deadline(Duration.ofSeconds(20))
        .fallback(Fallback.DENY);
  }

  @Test
  void theClientAsksAServerThatItTrusts() throws Exception {
    try (WeirClient client =
        client()
            .credentials(
                TlsChannelCredentials.newBuilder().trustManager(certificate.toFile()).build())
            .build()) {
      assertThat(client.check(CheckRequest.getDefaultInstance()).isFallback()).isFalse();
    }
  }

  @Test
  void theClientAsksByTlsUnlessToldOtherwiseAndTrustsNoStranger() {
    try (WeirClient client = client().build()) {
      assertThat(client.check(CheckRequest.getDefaultInstance()).fallback().orElseThrow().kind())
          .isEqualTo(FallbackCause.Kind.UNREACHABLE);
    }
  }

  @Test
  void aCommandAsksAServerThatItIsToldToTrust() {
    Weir.Run run = check("--ca", certificate.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  /**
   * As by a forwarded port: the certificate is of the service's name, and not of this machine's.
   */
  @Test
  void aCommandExpectsTheNameThatItIsTold() {
    assertThat(named("weir.policy.svc").exitCode()).isZero();
    Weir.Run stranger = named("weir.other.svc");
    assertThat(stranger.exitCode()).isEqualTo(3);
    assertThat(stranger.err()).contains("weir.other.svc").hasLineCount(1);
  }

  private static Weir.Run named(String name) {
    return check("--ca", certificate.toString(), "--server-name", name);
  }

  /** Asks the server, with further options. */
  private static Weir.Run check(String... options) {
    List<String> all = new ArrayList<>(List.of("check", "--account=a1", "--server"));
    all.add(server.address());
    all.addAll(List.of(options));
    return new Weir().run(all.toArray(String[]::new));
  }

  @Test
  void aCommandInPlainTextSaysThatTlsMayBeWanted() {
    Weir.Run run = check();

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("or add --tls if it speaks TLS").hasLineCount(1);
  }

  @Test
  void aCommandTrustsNoStranger() {
    Weir.Run run = check("--tls");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("certification path").hasLineCount(1);
  }

  @Test
  void optionsThatContradictAreRefused() {
    assertThat(new Weir().run("check", "--account=a1", "--tls", "--plaintext").err())
        .isEqualTo(
            "weir check: --plaintext excludes --tls, --ca, --server-name and --cert: give one or"
                + " the other\n");
    assertThat(new Weir().run("check", "--account=a1", "--cert=c.pem").err())
        .isEqualTo("weir check: --cert and --key belong together: give both or neither\n");
    assertThat(new Weir().run("check", "--account=a1", "--ca=/no/such.pem").err())
        .startsWith("weir check: TLS files: /no/such.pem");
  }
}
