package dev.weir.cohort;

import dev.weir.account.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is held of all cohorts, as one replica knows it. Changed by one thread, read by all. Whoever
 * keeps what it read here keeps the {@link #version} as well, and reads again once that has
 * changed.
 */
final class Standings {
  private static final int BITS = 1 << 20;

  /**
   * For how many cohorts' sake an account is asked at most. It is asked once for all of them; but a
   * few accounts that go through the same thousand devices are chosen for each.
   */
  private static final int MOST_CAUSES = 8;

  /** By the value's hash, which is of the trait's name as well. */
  private final Map<Long, Held> held = new ConcurrentHashMap<>();

  /** Each request asks for a dozen values, of which next to none is held. */
  private final HashFilter values = new HashFilter(BITS);

  /** Who is to be asked, and for which cohorts. */
  private final Chosen asked = new Chosen(MOST_CAUSES);

  /** Who is to be refused though it is not seen with the value. Operators said so, of all. */
  private final Chosen refused = new Chosen(Integer.MAX_VALUE);

  private final AtomicLong version = new AtomicLong();

  /** Returns a number that is another one after each change. */
  long version() {
    return version.get();
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /** Returns what is held of a cohort; null if nothing is. */
  @Nullable Held find(long value) {
    return values.mayHave(value) ? held.get(value) : null;
  }

  /** Returns for which cohorts an account was chosen to be asked; none if for none. */
  Set<Cohort.Key> chosen(long account) {
    return asked.of(account);
  }

  /**
   * Returns what is held of the cohorts for which an account is refused though it is not seen with
   * the value, as what another owns is not seen each time; a list that can be added to, if there
   * are any.
   */
  List<Held> refusals(long account) {
    Set<Cohort.Key> keys = refused.of(account);
    return keys.isEmpty()
        ? List.of()
        : keys.stream()
            .sorted(Comparator.comparingLong(Cohort.Key::value))
            .flatMap(key -> Stream.ofNullable(find(key.value())))
            .collect(Collectors.toCollection(ArrayList::new));
  }

  /** Returns the standing of a cohort. */
  Standing standing(Cohort.Key key) {
    Held found = find(key.value());
    return found == null ? Standing.OBSERVED : found.judgement().standing();
  }

  /** Returns whether an account was asked, and what it was asked has not lapsed since. */
  boolean awaits(Answer answer) {
    Held found = answer.isSilent() ? find(answer.cause().value()) : null;
    return found != null && found.judgement().awaits(answer);
  }

  /**
   * Returns what is to be learned of an account that is asked to verify itself now; empty if
   * nothing is, as it is known, or as nobody asks it any more.
   *
   * @param regard how it is regarded, and so what it is asked for
   * @param answer how it answered so far; null if it was never asked
   */
  Optional<Answer> ask(long account, Regard regard, @Nullable Answer answer, long at) {
    Answer open = answer != null && awaits(answer) ? answer : null;
    boolean lapsed = answer != null && answer.isSilent() && open == null;
    Level wanted = regard.asked();
    return cause(account, regard.held(), open)
        .filter(
            cause ->
                open == null || !cause.equals(open.cause()) || wanted.compareTo(open.wanted()) > 0)
        .map(
            cause ->
                lapsed
                    ? Answer.askedAnew(account, cause, wanted, at)
                    : Answer.asked(account, cause, wanted, at));
  }

  /**
   * Returns for which cohort's sake an account is asked: a campaign's, if there is one; and as long
   * as there is reason to, the one that it was asked for before, or it would be asked for another
   * with each request. Of others, one that is the same on all replicas.
   */
  private Optional<Cohort.Key> cause(long account, List<Held> regarded, @Nullable Answer open) {
    Cohort.Key first = open == null ? null : open.cause();
    if (first != null && isConfirmed(first)) {
      return Optional.of(first);
    }
    for (Held each : regarded) {
      Judgement judgement = each.judgement();
      if (judgement.standing() == Standing.CONFIRMED) {
        if (isConfirmed(judgement.key())) {
          return Optional.of(judgement.key());
        }
        first = first == null ? judgement.key() : first;
      }
    }
    Cohort.Key other = firstChosen(account);
    return Optional.ofNullable(first == null || isConfirmed(other) ? other : first);
  }

  /** Returns for which campaign an account was chosen or, if for none, for which other cohort. */
  private Cohort.@Nullable Key firstChosen(long account) {
    Cohort.Key first = null;
    boolean confirmed = false;
    for (Cohort.Key key : chosen(account)) {
      boolean also = isConfirmed(key);
      boolean before = first == null || key.value() < first.value();
      if (also == confirmed ? before : also) {
        first = key;
        confirmed = also;
      }
    }
    return first;
  }

  private boolean isConfirmed(Cohort.@Nullable Key key) {
    return key != null && standing(key) == Standing.CONFIRMED;
  }

  /** Returns of how many cohorts something is held, by what. Takes a look at each of them. */
  Map<Standing, Integer> count() {
    Map<Standing, Integer> counts = new EnumMap<>(Standing.class);
    for (Held each : held.values()) {
      counts.merge(each.judgement().standing(), 1, Integer::sum);
    }
    return counts;
  }

  /**
   * Returns whether what is held here of a cohort is much like that. What is not is news to all who
   * keep what they read here: a fifth more members, or one more who was asked or answered, but not
   * each decimal of a score, which is another with each assessment.
   */
  boolean isKnown(Judgement judgement) {
    Held known = held.get(judgement.key().value());
    return judgement.standing() == Standing.OBSERVED
        ? known == null
        : known != null && known.judgement().isLike(judgement);
  }

  /** Takes over what is held of cohorts now. */
  void update(List<Judgement> judgements) {
    boolean changed = false;
    for (Judgement judgement : judgements) {
      if (!isKnown(judgement)) {
        long value = judgement.key().value();
        values.add(value);
        choose(
            judgement.standing() == Standing.OBSERVED
                ? held.remove(value)
                : held.put(value, new Held(judgement)),
            judgement);
        changed = true;
      }
    }
    if (changed) {
      version.incrementAndGet();
    }
  }

  private void choose(@Nullable Held before, Judgement judgement) {
    Cohort.Key key = judgement.key();
    asked.update(key, before == null ? Set.of() : asked(before.judgement()), asked(judgement));
    refused.update(
        key, before == null ? Set.of() : refused(before.judgement()), refused(judgement));
  }

  private static Set<Long> asked(Judgement judgement) {
    return switch (judgement.standing()) {
      case PROBING, CONFIRMED -> judgement.chosen();
      case OBSERVED, CLEARED, OVERUSED, EXEMPT, BLOCKED -> Set.of();
    };
  }

  private static Set<Long> refused(Judgement judgement) {
    return judgement.standing() == Standing.BLOCKED ? judgement.chosen() : Set.of();
  }
}
