package dev.weir.limit;

import dev.weir.limit.LimitOverride.Owner;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All overrides at one moment. Immutable; a look-up allocates nothing where there are none. */
public final class Overrides {
  private static final Overrides NONE = new Overrides(Map.of());

  private final Map<LimitOverride.Key, LimitOverride> overrides;

  private Overrides(Map<LimitOverride.Key, LimitOverride> overrides) {
    this.overrides = overrides;
  }

  /** Returns no overrides. */
  public static Overrides none() {
    return NONE;
  }

  /** Returns these overrides; of two with one key, the later. */
  public static Overrides of(Collection<LimitOverride> overrides) {
    Map<LimitOverride.Key, LimitOverride> byKey = HashMap.newHashMap(overrides.size());
    for (LimitOverride override : overrides) {
      byKey.put(override.key(), override);
    }
    return new Overrides(Map.copyOf(byKey));
  }

  /**
   * Returns the {@code max} in force at {@code now} for an account of an organization (empty if
   * none): the account's override, else the organization's, else {@code otherwise}.
   */
  public long max(String limit, String accountId, String organizationId, long now, long otherwise) {
    if (overrides.isEmpty()) {
      return otherwise;
    }
    LimitOverride own = find(new LimitOverride.Key(limit, Owner.ACCOUNT, accountId), now);
    if (own != null) {
      return own.max();
    }
    LimitOverride shared =
        find(new LimitOverride.Key(limit, Owner.ORGANIZATION, organizationId), now);
    return shared == null ? otherwise : shared.max();
  }

  private @Nullable LimitOverride find(LimitOverride.Key key, long now) {
    LimitOverride override = overrides.get(key);
    return override == null || (override.expiresAt() != 0 && now >= override.expiresAt())
        ? null
        : override;
  }
}
