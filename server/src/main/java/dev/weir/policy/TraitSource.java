package dev.weir.policy;

/** What an account can be seen with. */
enum TraitSource {
  PAYMENT,
  IDENTITY,
  SIGNUP_IP,
  SIGNUP_DEVICE,
  EMAIL_DOMAIN,
  IP,
  IP_PREFIX,
  ASN,
  DEVICE,
  JA4,
  USER_AGENT,
  TEMPLATE,
  CONVERSATION;

  /** Returns whether all who share a value come from one network. */
  boolean isOfNetwork() {
    return this == IP || this == IP_PREFIX || this == ASN;
  }

  /** Returns whether strangers come by a value, each by himself. */
  boolean isCommon() {
    return switch (this) {
      case SIGNUP_IP, EMAIL_DOMAIN, IP, IP_PREFIX, ASN, JA4, USER_AGENT, TEMPLATE -> true;
      case PAYMENT, IDENTITY, SIGNUP_DEVICE, DEVICE, CONVERSATION -> false;
    };
  }
}
