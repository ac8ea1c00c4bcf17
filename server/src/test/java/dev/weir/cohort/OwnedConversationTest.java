package dev.weir.cohort;

import static dev.weir.cohort.Scene.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import dev.weir.cohort.LiveCohorts.Room;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of those who go on with conversations that another account owns, and what an
 * operator can say of them.
 */
final class OwnedConversationTest {
  private final Scene scene = Scene.of(600);
  private final Guest owner = Guest.doubtful("owner", "card of owner", scene.now());

  /** They go on with the owner's conversations, and share nothing else. */
  private final List<Guest> takers =
      IntStream.range(0, 30)
          .mapToObj(i -> Guest.doubtful("taker " + i, "card of taker " + i, scene.now()))
          .toList();

  /** Conversations that go from account to account, and share nothing else. */
  @Test
  void whoGoesOnWithWhatOneAccountOwnsIsACohort() {
    handOn(1, takers);
    Cohort cohort = Scene.join(scene.store.find(handedOn())).orElseThrow();

    assertThat(cohort.sample().size()).as("the owner is none of them").isEqualTo(takers.size());
    assertThat(cohort.judgement().standing()).isEqualTo(Standing.PROBING);
    assertThat(scene.call(owner).ask()).isFalse();
    assertThat(takers.stream().filter(other -> scene.call(other).ask()))
        .as("whatever they go on with then")
        .hasSizeBetween(3, 9);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 30})
  void anOperatorCanHaveAllAskedWhoGoOnWithWhatOneOwns(int before) {
    handOn(1, takers.subList(0, before));
    say(Standing.CONFIRMED);
    for (Guest taker : takers.subList(0, before)) {
      assertThat(scene.call(taker).campaign()).as(taker.id()).isTrue();
    }
    handOn(9, takers);
    scene.advance(2 * MINUTE);
    for (Guest taker : takers) {
      Regard regard = scene.call(taker);
      assertThat(regard.ask()).as(taker.id()).isTrue();
      assertThat(regard.campaign()).as(taker.id()).isTrue();
      assertThat(regard.is(Standing.CONFIRMED)).as("it is evidence, too").isTrue();
      assertThat(scene.call(taker.at(Level.IDENTITY)).ask()).as(taker.id()).isFalse();
    }
    assertThat(scene.call(owner).ask()).isFalse();
    assertThat(whatIsSaid()).isEqualTo(Standing.CONFIRMED);

    say(Standing.EXEMPT);
    assertThat(takers).allMatch(taker -> !scene.call(taker).ask());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 30})
  void anOperatorCanHaveAllRefusedWhoGoOnWithWhatOneOwns(int before) {
    handOn(1, takers.subList(0, before));
    say(Standing.BLOCKED);
    assertThat(takers.subList(0, before)).allMatch(taker -> scene.call(taker).is(Standing.BLOCKED));
    handOn(9, takers);
    scene.advance(2 * MINUTE);
    assertThat(takers).allMatch(taker -> scene.call(taker).is(Standing.BLOCKED));
    assertThat(takers).noneMatch(taker -> scene.call(taker).ask());
    assertThat(scene.call(owner)).isEqualTo(Regard.NONE);
    assertThat(whatIsSaid()).isEqualTo(Standing.BLOCKED);

    LiveCohorts other = scene.replica(Room.USUAL);
    Scene.join(other.refresh(scene.now()));
    assertThat(takers).allMatch(taker -> other.meet(taker.seen(scene.now())).is(Standing.BLOCKED));
    say(Standing.EXEMPT);
    assertThat(takers).noneMatch(taker -> scene.call(taker).is(Standing.BLOCKED));
  }

  @Test
  void whoJoinsLongAfterAnOperatorSpokeIsAskedAnHourLater() {
    handOn(1, takers.subList(0, 10));
    say(Standing.CONFIRMED);
    scene.days(20);
    handOn(9, takers.subList(10, 11));
    for (int i = 0; i < 60; i++) {
      scene.advance(MINUTE);
    }
    assertThat(scene.call(takers.get(10)).campaign()).isTrue();
  }

  /** Lets some go on with what the owner began, eight times. */
  private void handOn(int first, List<Guest> some) {
    for (int turn = first; turn < first + 8; turn++) {
      scene.call(owner.goingOnWith(turn));
      scene.step();
      for (Guest taker : some) {
        scene.call(taker.goingOnWith(turn));
      }
      scene.advance(MINUTE);
    }
  }

  private void say(Standing standing) {
    Judgement said = Judgement.none(handedOn(), scene.now()).dispose(standing, "ann", scene.now());
    Scene.join(scene.store.dispose(List.of(said), scene.now()));
    scene.step();
  }

  private Standing whatIsSaid() {
    Judgement held = Scene.join(scene.store.find(handedOn())).orElseThrow().judgement();
    assertThat(held.setBy()).isEqualTo("ann");
    return held.standing();
  }

  private Cohort.Key handedOn() {
    return scene.hash.ownedBy("conversation", owner.id());
  }
}
