package dev.weir.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FingerprintHashTest {
  private static final TraitHash HASH = TraitHash.keyed(new byte[TraitHash.SHORTEST_KEY]);

  @Test
  void tellsWhereATextEnds() {
    Set<Long> all = new HashSet<>();
    for (String text : new String[] {"", "\0", "a", "a\0", "abcd", "abcd\0", "abcde", "abcdefgh"}) {
      all.add(of(to -> to.add(text)));
      all.add(
          of(
              to -> {
                to.add(text);
                to.add("");
              }));
      all.add(
          of(
              to -> {
                to.add(text);
                to.add(0);
              }));
    }
    assertThat(all).hasSize(8 * 3);
  }

  /** Of the words' bytes, low ones first, as CPython 3.11 hashes bytes where its key is 0. */
  @Test
  void isSipHashOfOneAndThreeRounds() {
    FingerprintHash one = new FingerprintHash(0, 0);
    one.add(1);
    assertThat(one.end()).isEqualTo(0x1e9f734161d62dd9L);
    FingerprintHash three = new FingerprintHash(0, 0);
    three.add(1);
    three.add(2);
    three.add(-1);
    assertThat(three.end()).isEqualTo(0x0664ec67536796a6L);
    FingerprintHash text = new FingerprintHash(0, 0);
    text.add("abcd");
    assertThat(text.end()).isEqualTo(0x0f71df208a6811beL);
  }

  @Test
  void isOfTheKey() {
    byte[] key = new byte[TraitHash.SHORTEST_KEY];
    key[0] = 1;
    FingerprintHash other = TraitHash.keyed(key).request();
    other.add("device");
    assertThat(other.end()).isNotEqualTo(of(to -> to.add("device")));
  }

  private static long of(Consumer<FingerprintHash> added) {
    FingerprintHash to = HASH.request();
    added.accept(to);
    return to.end();
  }
}
