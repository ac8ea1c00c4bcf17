package dev.weir.store.redis;

import dev.weir.account.Level;
import dev.weir.cohort.Answer;
import dev.weir.cohort.Cohort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** How accounts answered when they were asked. */
final class CohortAnswers {
  /** How long it is remembered: as long as a campaign that is seen no more. */
  private static final long KEPT_MILLIS = TimeUnit.DAYS.toMillis(90);

  private static final int MOST = 1 << 20;
  private static final int HEAD_BYTES = 18;

  /** Added to when it was asked, if it was asked anew: the first bit of six bytes. */
  private static final long ANEW = 1L << 47;

  private static final List<Level> LEVELS = List.of(Level.values());

  private final Router router;
  private final Keys keys;
  private final Changes<Answer> changes;

  CohortAnswers(Router router, Keys keys) {
    this.router = router;
    this.keys = keys;
    this.changes = new Changes<>(router, keys::answered, keys::answers, CohortAnswers::read);
  }

  CompletionStage<Void> add(List<Answer> answers, long now) {
    Map<Integer, List<Answer>> byShard = new LinkedHashMap<>();
    for (Answer answer : answers) {
      byShard.computeIfAbsent(Shards.of(answer.account()), shard -> new ArrayList<>()).add(answer);
    }
    List<Supplier<CompletionStage<?>>> calls = new ArrayList<>();
    byShard.forEach(
        (shard, all) ->
            CohortSamples.inCalls(all).forEach(some -> calls.add(() -> add(shard, some, now))));
    return Waves.run(calls, CohortSamples.A_WAVE);
  }

  private CompletionStage<?> add(int shard, List<Answer> answers, long now) {
    byte[] head =
        new Packed.Writer(16)
            .number(6, now)
            .number(6, KEPT_MILLIS)
            .number(4, MOST / Shards.COUNT)
            .toBytes();
    byte[][] arguments =
        Stream.concat(
                Stream.of(head),
                answers.stream()
                    .flatMap(
                        answer ->
                            Stream.of(
                                new Packed.Writer(8).number(8, answer.account()).toBytes(),
                                write(answer))))
            .toArray(byte[][]::new);
    return router.send(
        Shards.tag(shard),
        Command.call(Script.ANSWER, List.of(keys.answers(shard), keys.answered(shard)), arguments));
  }

  CompletionStage<List<Answer>> since(long time) {
    return changes.since(time);
  }

  private static byte[] write(Answer answer) {
    byte[] cause = Keys.bytes(Keys.cohort(answer.cause()));
    return new Packed.Writer(HEAD_BYTES + 1 + cause.length)
        .number(6, answer.askedAt() + (answer.anew() ? ANEW : 0))
        .number(6, answer.passedAt())
        .number(6, answer.changedAt())
        .number(1, LEVELS.indexOf(answer.wanted()))
        .raw(cause, 0, cause.length)
        .toBytes();
  }

  private static Optional<Answer> read(byte[] name, long at, byte[] value) {
    if (value.length == 0) {
      return Optional.empty();
    }
    Packed.Reader reader = new Packed.Reader(value);
    long asked = reader.number(6);
    long passedAt = reader.number(6);
    long changedAt = reader.number(6);
    // An earlier version did not keep what was asked for: there the name of a trait comes next.
    boolean tells = value[HEAD_BYTES] < LEVELS.size();
    Level wanted = tells ? LEVELS.get(reader.small(1)) : Level.NONE;
    byte[] key = reader.raw(value.length - HEAD_BYTES - (tells ? 1 : 0));
    Cohort.Key cause = Keys.cohort(new String(key, StandardCharsets.UTF_8));
    long account = new Packed.Reader(name).number(8);
    return Optional.of(
        new Answer(account, asked & (ANEW - 1), cause, wanted, passedAt, changedAt, asked >= ANEW));
  }
}
