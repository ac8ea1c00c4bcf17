package dev.weir.account;

/** Where an account signed up from; each is empty if unknown. */
public record Signup(String ip, String deviceId, String emailDomain) {
  /** Nothing known. */
  public static final Signup UNKNOWN = new Signup("", "", "");
}
