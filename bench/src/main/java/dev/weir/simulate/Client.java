package dev.weir.simulate;

import java.util.SplittableRandom;

/**
 * What a program tells of itself. Few are used by nearly everybody, so they prove little.
 *
 * @param ja4 how it greets by TLS
 */
record Client(String ja4, String userAgent) {
  private static final int KITS = 9;
  private static final int RELEASES = 5;
  private static final String[] NAMES = {
    "model-sdk-python",
    "model-sdk-js",
    "langrunner",
    "openai-compat-python",
    "agent-harness",
    "model-sdk-java",
    "model-sdk-go",
    "notebook-kit",
    "curl"
  };

  /** Returns one of the clients that are in use, the popular ones most often. */
  static Client any(SplittableRandom random) {
    return of(Draw.popular(random, KITS), Draw.popular(random, RELEASES));
  }

  /** Returns a release of a kit. */
  static Client of(int kit, int release) {
    String name = NAMES[kit % KITS];
    long hash = Streams.mix(kit * 31L);
    String ja4 = "t13d" + (15 + kit) + "12h2_" + Streams.opaque(hash) + "_" + kit + "b1c";
    return new Client(ja4, name + "/1." + (42 - release) + ".0");
  }
}
