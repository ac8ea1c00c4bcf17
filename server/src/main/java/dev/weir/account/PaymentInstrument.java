package dev.weir.account;

/**
 * What an account pays with. Weir sees a fingerprint, never the instrument.
 *
 * @param fingerprint the payment processor's fingerprint; empty if there is none
 * @param prepaid whether it is a prepaid or virtual card
 * @param country ISO 3166-1 alpha-2 of the issuer; empty if unknown
 */
public record PaymentInstrument(String fingerprint, boolean prepaid, String country) {
  /** No instrument on file. */
  public static final PaymentInstrument NONE = new PaymentInstrument("", false, "");
}
