package dev.weir.policy;

import dev.weir.decision.Facts;
import dev.weir.decision.Inputs;
import dev.weir.limit.HashTag;
import dev.weir.limit.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the subject of a request for one combination of dimensions. The key is the same however a
 * value is spelt, and no two combinations of values have the same one.
 *
 * @param dimensions at least one, in their enum's order
 */
record SubjectKeys(List<Dimension> dimensions) {
  private static final String BETWEEN = "|";

  /** Returns the subject; null where the request lacks one of the dimensions. */
  @Nullable Subject subject(Inputs inputs) {
    String key = "";
    boolean owned = false;
    for (int i = 0; i < dimensions.size(); i++) {
      Dimension dimension = dimensions.get(i);
      String value = value(dimension, inputs);
      if (value.isEmpty()) {
        return null;
      }
      key = i == 0 ? value : key + BETWEEN + value;
      owned |= dimension.isOwned();
    }
    return new Subject(key, HashTag.of(owned ? inputs.ownerId() : key));
  }

  private static String value(Dimension dimension, Inputs inputs) {
    Facts facts = inputs.facts();
    return switch (dimension) {
      case ACCOUNT -> named("account:", facts.principal().accountId());
      case ORGANIZATION ->
          inputs.organizationId().isEmpty()
              ? named("account:", facts.principal().accountId())
              : named("organization:", inputs.organizationId());
      case API_KEY -> named("api_key:", facts.principal().apiKeyId());
      case MODEL -> named("model:", facts.operation().model());
      case IP -> named("ip:", facts.network().ip());
      case IP_PREFIX -> named("ip_prefix:", facts.network().prefix());
    };
  }

  private static String named(String name, String value) {
    if (value.isEmpty()) {
      return "";
    }
    // A caller may put anything into an id: it must not look like another combination.
    boolean plain = value.indexOf('|') < 0 && value.indexOf('%') < 0;
    return name + (plain ? value : value.replace("%", "%25").replace(BETWEEN, "%7C"));
  }
}
