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
