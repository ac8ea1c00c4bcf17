package dev.weir.cohort;

import static dev.weir.cohort.Scene.pool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.cohort.LiveCohorts.Room;
import dev.weir.store.StoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** What it does while its store fails, and what is left of it once the store is back. */
final class LiveCohortsOutageTest {
  private static final String CARD = "the card";

  @Test
  void whatTheStoreDidNotTakeIsWrittenTheNextTime() {
    Scene scene = Scene.of(300);
    pool(7, "a card").forEach(scene::call);
    scene.watched.away(true);
    assertUnavailable(() -> scene.cohorts.learn(scene.now()).toCompletableFuture());
    pool(9, CARD).forEach(scene::call);
    assertUnavailable(() -> scene.cohorts.learn(scene.now()).toCompletableFuture());
    assertThat(scene.cohorts.waiting()).isZero();

    scene.watched.away(false);
    scene.step();
    assertThat(scene.cohort("card", "a card").sample().size()).isEqualTo(7);
    assertThat(scene.cohort("card", CARD).sample().size()).isEqualTo(9);
    assertThat(scene.cohort("card", CARD).sample().members())
        .as("written once")
        .allMatch(member -> member.activity().requests() == 1);
    assertThat(scene.cohorts.counts().dropped()).isZero();
  }

  @Test
  void whatAStoreDoesNotTakeForLongIsKeptAsFarAsThereIsRoomAndTheRestIsCounted() {
    Scene scene = new Scene(Room.USUAL);
    scene.watched.away(true);
    int guests = 0;
    for (int round = 0; round < 3; round++) {
      pool(15_000, "card " + round).forEach(scene::call);
      guests += 15_000;
      assertUnavailable(() -> scene.cohorts.learn(scene.now()).toCompletableFuture());
    }
    assertThat(scene.cohorts.counts().dropped())
        .as("of each guest, the card, the prompt, and that it was seen at all")
        .isEqualTo(3L * guests - (1 << 16));

    scene.watched.away(false);
    scene.step();
    assertThat(scene.cohort("card", "card 0").sample().distinct())
        .isCloseTo(15_000, Percentage.withPercentage(20));
  }

  @Test
  void whatWasSeenIsKeptWhereTheStoreTookNoAnswerEither() {
    Scene scene = Scene.of(300);
    scene.confirmed(CARD);
    Guest late = Guest.doubtful("late", CARD, scene.now());
    assertThat(scene.call(late).ask()).isTrue();
    scene.watched.away(true);
    assertUnavailable(() -> scene.cohorts.learn(scene.now()).toCompletableFuture());

    scene.watched.away(false);
    scene.step();

    assertThat(scene.cohort("card", CARD).sample().members())
        .extracting(Member::id)
        .contains(scene.hash.account(late.id()));
  }

  @Test
  void whatCouldNotBeReadIsReadLater() {
    Scene scene = Scene.of(300);
    List<Guest> pool = pool(40, CARD);
    pool.forEach(scene::call);
    Scene.join(scene.cohorts.learn(scene.now()));
    scene.watched.away(true);
    assertUnavailable(() -> scene.cohorts.assess(scene.now()).toCompletableFuture());
    assertUnavailable(() -> scene.cohorts.refresh(scene.now()).toCompletableFuture());
    assertThat(scene.call(pool.getFirst())).isEqualTo(Regard.NONE);

    scene.watched.away(false);
    scene.advance(CohortStore.UNASSESSED_MILLIS);
    assertThat(scene.standing("card", CARD)).isEqualTo(Standing.PROBING);
    assertThat(scene.call(pool.getFirst()).is(Standing.PROBING)).isTrue();
  }

  /** Whatever the store does, who is known stays known. */
  @Test
  void goesOnAskingWhileTheStoreIsAway() {
    Scene scene = Scene.of(300);
    List<Guest> pool = scene.confirmed(CARD);
    scene.watched.away(true);

    assertThat(pool).allMatch(guest -> scene.call(guest).campaign());
    assertThat(scene.call(pool(1, CARD).getFirst()).campaign()).as("a new one").isTrue();
  }

  private static void assertUnavailable(Supplier<CompletableFuture<?>> call) {
    assertThatThrownBy(() -> call.get().join()).hasCauseInstanceOf(StoreException.class);
  }
}
