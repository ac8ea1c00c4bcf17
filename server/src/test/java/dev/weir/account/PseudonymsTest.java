package dev.weir.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PseudonymsTest {
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  @Test
  void leavesIdentifiersAsTheyAreWhereNotConfigured() {
    assertThat(Pseudonyms.none().account("a1")).isEqualTo("a1");
    assertThat(Pseudonyms.none().isKeyed()).isFalse();
  }

  @Test
  void isTheHmacOfKindAndIdentifier() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    byte[] hash = mac.doFinal("aaccount-é".getBytes(StandardCharsets.UTF_8));

    assertThat(Pseudonyms.keyed(KEY).account("account-é"))
        .isEqualTo(Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, 18)))
        .hasSize(24);
  }

  @Test
  void tellsKindsApartAndKeysApart() {
    Pseudonyms pseudonyms = Pseudonyms.keyed(KEY);
    byte[] other = KEY.clone();
    other[0]++;
    Set<String> all =
        new HashSet<>(
            Set.of(
                pseudonyms.account("x"),
                pseudonyms.organization("x"),
                pseudonyms.apiKey("x"),
                pseudonyms.session("x"),
                pseudonyms.device("x"),
                pseudonyms.payment("x"),
                pseudonyms.identity("x"),
                pseudonyms.signupIp("x"),
                Pseudonyms.keyed(other).account("x")));

    assertThat(all).hasSize(9);
  }

  @Test
  void keepsAnEmptyIdentifierEmpty() {
    assertThat(Pseudonyms.keyed(KEY).organization("")).isEmpty();
  }

  @Test
  void isTheSameOnEveryThread() {
    Pseudonyms pseudonyms = Pseudonyms.keyed(KEY);

    assertThat(IntStream.range(0, 10_000).parallel().mapToObj(i -> pseudonyms.account("x")))
        .containsOnly(pseudonyms.account("x"));
  }

  @Test
  void readsAKeyFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("key");
    Files.writeString(file, Base64.getEncoder().encodeToString(KEY) + "\n");

    assertThat(Pseudonyms.fromFile(file).account("x"))
        .isEqualTo(Pseudonyms.keyed(KEY).account("x"));
  }

  @Test
  void refusesAKeyFileThatHoldsNoKeyAndDoesNotShowIt(@TempDir Path folder) throws IOException {
    Path garbage = Files.writeString(folder.resolve("garbage"), "hunter2 is my secret");
    Path shortKey = Files.writeString(folder.resolve("short"), "c2hvcnQ=");

    assertThatThrownBy(() -> Pseudonyms.fromFile(garbage))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(garbage.toString())
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> Pseudonyms.fromFile(shortKey))
        .hasMessage(shortKey + ": a pseudonym key of 5 bytes (expected: at least 32)");
  }
}
