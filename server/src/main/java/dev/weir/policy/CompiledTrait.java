package dev.weir.policy;

import dev.weir.account.Account;
import dev.weir.cohort.Encounter;
import dev.weir.decision.Facts;
import java.util.List;
import java.util.Set;

/**
 * A trait that is ready to be read from requests.
 *
 * @param sources what it is of
 * @param cap the most that it adds to the risk
 * @param exempt values that say nothing
 */
record CompiledTrait(
    String name, String family, List<TraitSource> sources, double cap, Set<String> exempt) {
  static final char BETWEEN = '\u0000';

  CompiledTrait {
    sources = List.copyOf(sources);
    exempt = Set.copyOf(exempt);
  }

  /** Returns whether a value belongs to the account that was seen with it first. */
  boolean isOwned() {
    return sources.contains(TraitSource.CONVERSATION);
  }

  /** Shows what the request has of it, if anything, to a visitor. */
  void show(Facts facts, Account account, Encounter.Visitor visitor) {
    switch (sources.getFirst()) {
      case TEMPLATE -> {
        for (long band : facts.prompt().templateBands()) {
          if (exempt.isEmpty() || !exempt.contains(Long.toUnsignedString(band))) {
            visitor.hash(name, band);
          }
        }
      }
      case CONVERSATION -> {
        hash(facts.prompt().conversationPrefix(), visitor);
        hash(facts.prompt().reasoningSignature(), visitor);
      }
      default -> {
        String value = value(facts, account);
        if (!value.isEmpty() && !exempt.contains(value)) {
          visitor.text(name, value);
        }
      }
    }
  }

  private void hash(long value, Encounter.Visitor visitor) {
    if (value != 0) {
      visitor.hash(name, value);
    }
  }

  /** Returns the value, or nothing where a part of it is unknown. */
  private String value(Facts facts, Account account) {
    String value = value(sources.getFirst(), facts, account);
    for (int i = 1; i < sources.size() && !value.isEmpty(); i++) {
      String next = value(sources.get(i), facts, account);
      value = next.isEmpty() ? "" : value + BETWEEN + next;
    }
    return value;
  }

  private static String value(TraitSource source, Facts facts, Account account) {
    return switch (source) {
      case PAYMENT -> account.payment().fingerprint();
      case IDENTITY -> account.verification().identityHash();
      case SIGNUP_IP -> account.signup().ip();
      case SIGNUP_DEVICE -> account.signup().deviceId();
      case EMAIL_DOMAIN -> account.signup().emailDomain();
      case IP -> facts.network().ip();
      case IP_PREFIX -> facts.network().prefix();
      case ASN -> facts.network().asn() == 0 ? "" : Integer.toUnsignedString(facts.network().asn());
      case DEVICE -> facts.network().deviceId();
      case JA4 -> facts.network().ja4();
      case USER_AGENT -> facts.network().userAgent();
      case TEMPLATE, CONVERSATION -> "";
    };
  }
}
