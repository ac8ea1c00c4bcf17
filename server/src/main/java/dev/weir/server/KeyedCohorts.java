package dev.weir.server;

import dev.weir.account.Level;
import dev.weir.cohort.Cohorts;
import dev.weir.cohort.Encounter;
import dev.weir.cohort.LiveCohorts;
import dev.weir.cohort.Regard;
import dev.weir.cohort.TraitHash;
import dev.weir.store.StoreException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Cohorts under a key that may come late. Until it is known, nothing is known of cohorts and
 * nothing is learned: what is hashed under a key that others do not have would belong to nobody.
 * Thread-safe.
 */
final class KeyedCohorts implements Cohorts {
  private final Function<TraitHash, LiveCohorts> maker;
  private volatile @Nullable Keyed keyed;

  private record Keyed(TraitHash hash, LiveCohorts cohorts) {}

  /**
   * Creates cohorts whose key is not known.
   *
   * @param maker makes those of a key, which have seen nothing
   */
  KeyedCohorts(Function<TraitHash, LiveCohorts> maker) {
    this.maker = maker;
  }

  /**
   * Uses a key from now on. Under another one than before, all that was seen belongs to nobody:
   * everything begins anew. For one thread at a time.
   */
  void use(TraitHash hash) {
    Keyed before = keyed;
    if (before == null || !before.hash.fingerprint().equals(hash.fingerprint())) {
      keyed = new Keyed(hash, maker.apply(hash));
    }
  }

  /** Returns the cohorts; empty as long as their key is not known. */
  Optional<LiveCohorts> live() {
    return Optional.ofNullable(keyed).map(Keyed::cohorts);
  }

  /**
   * Returns what stands for values.
   *
   * @throws StoreException where that is not known yet
   */
  TraitHash hash() {
    Keyed known = keyed;
    if (known == null) {
      throw StoreException.unavailable("the cohort key was not read from the store yet", null);
    }
    return known.hash;
  }

  @Override
  public Regard meet(Encounter encounter) {
    Keyed known = keyed;
    return known == null ? Regard.NONE : known.cohorts.meet(encounter);
  }

  @Override
  public void asked(Encounter encounter, Regard regard) {
    Keyed known = keyed;
    if (known != null) {
      known.cohorts.asked(encounter, regard);
    }
  }

  @Override
  public void answered(String accountId, Level level, long at) {
    Keyed known = keyed;
    if (known != null) {
      known.cohorts.answered(accountId, level, at);
    }
  }
}
