package dev.weir.indicator;

import java.util.List;

/**
 * What one installation tells others. Times are epoch milliseconds, of whole seconds.
 *
 * @param id tells it from any other
 * @param issuer who says so
 * @param keys under which the values are hashed
 * @param campaign of which campaign it is; empty if of all
 */
public record Bundle(
    String id,
    String issuer,
    long issuedAt,
    long expiresAt,
    Keys keys,
    String campaign,
    List<Indicator> indicators) {
  /** The most indicators of one bundle. */
  public static final int MOST = 5_000;

  public Bundle {
    indicators = List.copyOf(indicators);
  }

  /**
   * Fingerprints of the keys under which an installation hashes values: only under the same ones is
   * a value the same.
   *
   * @param traits of the cohort key
   * @param identifiers of the key for identifiers; empty where they are kept as they are
   */
  public record Keys(String traits, String identifiers) {}
}
