package dev.weir.cohort;

import static dev.weir.cohort.Scene.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Level;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is asked of those who have proved already what a probe asks for. */
final class ProvedBeforeTest {
  private static final int CROWD = 60;
  private static final String PROMPT = "the prompt";

  private final Scene scene = Scene.of(600);
  private final List<Guest> course =
      IntStream.range(0, CROWD)
          .mapToObj(i -> Guest.doubtful("student " + i, "card of student " + i, scene.now()))
          .map(student -> student.withPrompt(PROMPT))
          .toList();

  /**
   * Each paid by a card of his own, so what a probe asks for is proved already, and says nothing.
   */
  @Test
  void whereAllHaveProvedWhatAProbeAsksForMoreIsAskedFor() {
    List<Guest> payers =
        IntStream.range(0, CROWD)
            .mapToObj(i -> Guest.doubtful("payer " + i, "card of payer " + i, scene.now()))
            .map(guest -> guest.withPrompt(PROMPT).at(Level.PAYMENT))
            .toList();
    payers.forEach(scene::call);
    scene.step();
    assertThat(scene.standing("prompt", PROMPT)).isEqualTo(Standing.PROBING);

    List<Regard> regards = payers.stream().map(scene::call).toList();
    assertThat(regards)
        .filteredOn(Regard::ask)
        .isNotEmpty()
        .allMatch(regard -> regard.asked() == Level.IDENTITY)
        .noneMatch(Regard::campaign);
    for (int minute = 0; minute < 5; minute++) {
      scene.advance(MINUTE);
      payers.forEach(scene::call);
    }
    assertThat(Scene.join(scene.store.answers(0))).isNotEmpty().allMatch(Answer::isSilent);

    Guest first =
        payers.stream().filter(p -> scene.asked().contains(p.id())).findFirst().orElseThrow();
    scene.cohorts.answered(first.id(), Level.IDENTITY, scene.now());
    scene.advance(MINUTE);
    assertThat(Scene.join(scene.store.answers(0))).filteredOn(a -> !a.isSilent()).hasSize(1);
    assertThat(scene.call(first.at(Level.IDENTITY)).ask()).isFalse();
  }

  /** The cohort chose it until it is judged again: nobody is asked for more for having answered. */
  @Test
  void whoHasJustAnsweredIsNotAskedForMore() {
    course.forEach(scene::call);
    scene.step();
    assertThat(scene.standing("prompt", PROMPT)).isEqualTo(Standing.PROBING);
    course.forEach(scene::call);
    Guest student =
        course.stream().filter(s -> scene.asked().contains(s.id())).findFirst().orElseThrow();
    assertThat(scene.call(student).asked()).isEqualTo(Level.PAYMENT);
    Scene.join(scene.cohorts.learn(scene.now()));

    assertThat(scene.call(student.at(Level.PAYMENT)).ask()).isFalse();
    scene.cohorts.answered(student.id(), Level.PAYMENT, scene.now());
    Scene.join(scene.cohorts.learn(scene.now()));
    assertThat(scene.call(student.at(Level.PAYMENT)).ask()).isFalse();
    scene.advance(MINUTE);
    assertThat(scene.call(student.at(Level.PAYMENT)).ask()).isFalse();
  }
}
