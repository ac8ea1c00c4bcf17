package dev.weir.policy;

import dev.weir.account.Pseudonyms;
import dev.weir.cohort.Cohort;
import dev.weir.cohort.TraitHash;
import dev.weir.decision.Facts;
import dev.weir.validation.Check;
import dev.weir.validation.InvalidFieldException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The traits of a policy, as operators and other installations name them. Immutable. */
public final class NamedTraits {
  private final Map<String, CompiledTrait> traits = new LinkedHashMap<>();

  NamedTraits(List<CompiledTrait> traits) {
    traits.forEach(trait -> this.traits.put(trait.name(), trait));
  }

  /** Returns the family of each trait, by the trait's name. */
  public Map<String, String> families() {
    Map<String, String> families = new TreeMap<>();
    traits.forEach((name, trait) -> families.put(name, trait.family()));
    return families;
  }

  /** Returns what a trait is of, such as {@code payment}; nothing where there is no such trait. */
  public List<String> sources(String name) {
    CompiledTrait trait = traits.get(name);
    return trait == null
        ? List.of()
        : trait.sources().stream().map(source -> source.name().toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * Returns {@code name}, which is that of a trait.
   *
   * @param field where the name was found
   * @throws InvalidFieldException if it is not; says which there are, and the nearest
   */
  public String require(String field, String name) {
    if (!traits.containsKey(name)) {
      throw new InvalidFieldException(
          field,
          "one of the policy's traits: "
              + String.join(", ", traits.keySet())
              + Names.suggestion(name, traits.keySet()),
          name);
    }
    return name;
  }

  /**
   * Returns the cohort of all who are seen with a value.
   *
   * @param field where the value was found
   * @param values one for each source, in the policy's order, as the provider knows them; of a
   *     conversation, the account that it belongs to
   * @throws InvalidFieldException if there is no such trait, or a value is not one of its
   */
  public Cohort.Key cohort(
      String field, String name, List<String> values, TraitHash hash, Pseudonyms pseudonyms) {
    CompiledTrait trait = traits.get(require(field + ".trait", name));
    if (trait == null || trait.sources().size() != values.size()) {
      throw new InvalidFieldException(
          field + ".values",
          "as many values as the trait has sources, one for each of: "
              + String.join(", ", sources(name)),
          values.size());
    }
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      String path = field + ".values[" + i + "]";
      String part = Check.required(path, values.get(i));
      switch (trait.sources().get(i)) {
        case TEMPLATE -> {
          return hash.cohort(name, unsigned(path, part));
        }
        case CONVERSATION -> {
          return hash.ownedBy(name, pseudonyms.account(part));
        }
        default ->
            value
                .append(i == 0 ? "" : CompiledTrait.BETWEEN)
                .append(kept(path, trait.sources().get(i), part, pseudonyms));
      }
    }
    return hash.cohort(name, value.toString());
  }

  /** Returns a value as requests and accounts have it. */
  private static String kept(
      String field, TraitSource source, String value, Pseudonyms pseudonyms) {
    return switch (source) {
      case PAYMENT -> pseudonyms.payment(value);
      case IDENTITY -> pseudonyms.identity(value);
      case SIGNUP_IP -> pseudonyms.signupIp(Check.ip(field, value));
      case SIGNUP_DEVICE, DEVICE -> pseudonyms.device(value);
      case EMAIL_DOMAIN -> value.toLowerCase(Locale.ROOT);
      case IP -> Check.ip(field, value);
      case IP_PREFIX -> Facts.Network.prefix(Check.ip(field, value.replaceFirst("/[0-9]+$", "")));
      case ASN -> Long.toUnsignedString(unsigned(field, value));
      case JA4, USER_AGENT, TEMPLATE, CONVERSATION -> value;
    };
  }

  private static long unsigned(String field, String value) {
    try {
      return Long.parseUnsignedLong(value);
    } catch (NumberFormatException e) {
      throw new InvalidFieldException(field, "a whole number in decimal", value);
    }
  }
}
