package dev.weir.store.redis;

import dev.weir.cohort.Cohort;
import dev.weir.cohort.CohortStore;
import dev.weir.cohort.Member;
import dev.weir.cohort.Sample;
import dev.weir.cohort.Sighting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/** Who was seen in which cohort, and which cohorts are due for it. */
final class CohortSamples {
  /** How many members a cohort's sample holds. */
  static final int CAPACITY = CohortStore.SAMPLE;

  /** How many cohorts one call is about: it takes some 0.2 ms of Redis. */
  static final int A_CALL = 16;

  /** How many calls are under way at a time: whoever checks a limit waits for these at most. */
  static final int A_WAVE = 4;

  /**
   * How many members each part of the population's sample holds: of all that it holds a sixteenth,
   * and as many again, since one part may get more than another. That it gets so many more has a
   * probability below 10^-40.
   */
  private static final int PART_CAPACITY = 2 * CohortStore.POPULATION_SAMPLE / Shards.COUNT;

  private static final byte[] NOTHING = {};

  private final Router router;
  private final Keys keys;
  private final long mostRoom;

  /**
   * Creates them.
   *
   * @param mostRoom how many bytes those may take, in all shards, of which nothing is held
   */
  CohortSamples(Router router, Keys keys, long mostRoom) {
    this.router = router;
    this.keys = keys;
    this.mostRoom = mostRoom / Shards.COUNT;
  }

  CompletionStage<Void> observe(List<Sighting> sightings, long now) {
    Map<Cohort.Key, Packed.Writer> cohorts = new LinkedHashMap<>();
    Map<Integer, Packed.Writer> population = new LinkedHashMap<>();
    for (Sighting sighting : sightings) {
      Member member = sighting.member();
      Packed.Writer to =
          sighting.key().equals(Cohort.Key.EVERYBODY)
              ? population.computeIfAbsent(Shards.of(member.id()), part -> writer())
              : cohorts.computeIfAbsent(sighting.key(), key -> writer());
      SampleCodec.write(member, to);
    }
    Map<Integer, List<Map.Entry<Cohort.Key, Packed.Writer>>> byShard = new LinkedHashMap<>();
    for (Map.Entry<Cohort.Key, Packed.Writer> seen : cohorts.entrySet()) {
      byShard.computeIfAbsent(Shards.of(seen.getKey()), shard -> new ArrayList<>()).add(seen);
    }
    List<Supplier<CompletionStage<?>>> calls = new ArrayList<>();
    population.forEach(
        (part, seen) ->
            calls.add(
                () ->
                    observe(
                        part, List.of(Map.entry(Cohort.Key.EVERYBODY, seen)), PART_CAPACITY, now)));
    byShard.forEach(
        (shard, all) ->
            inCalls(all).forEach(some -> calls.add(() -> observe(shard, some, CAPACITY, now))));
    return Waves.run(calls, A_WAVE);
  }

  private CompletionStage<?> observe(
      int shard, List<Map.Entry<Cohort.Key, Packed.Writer>> seen, int capacity, long now) {
    List<byte[]> touched =
        new ArrayList<>(List.of(keys.due(shard), keys.seen(shard), keys.judgements(shard)));
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(
        new Packed.Writer(38)
            .number(6, now)
            .number(2, capacity)
            .number(6, CohortStore.FORGOTTEN_MILLIS)
            .number(6, CohortStore.CALM_MILLIS)
            .number(6, mostRoom)
            .number(6, CohortStore.THINNED_MILLIS)
            .number(6, CohortStore.ACTIVE_MILLIS)
            .toBytes());
    for (Map.Entry<Cohort.Key, Packed.Writer> entry : seen) {
      Cohort.Key key = entry.getKey();
      boolean everybody = key.equals(Cohort.Key.EVERYBODY);
      touched.add(everybody ? keys.population(shard) : keys.sample(key));
      arguments.add(Keys.bytes(everybody ? "" : Keys.cohort(key)));
      arguments.add(entry.getValue().toBytes());
    }
    return router
        .send(
            Shards.tag(shard),
            Command.call(Script.OBSERVE, touched, arguments.toArray(byte[][]::new)))
        .thenCompose(excess -> forget(shard, Replies.list(excess)));
  }

  /** Forgets cohorts that have to make room, and goes on until there is room. */
  private CompletionStage<?> forget(int shard, List<?> excess) {
    if (excess.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    List<byte[]> touched = new ArrayList<>(List.of(keys.due(shard), keys.seen(shard)));
    List<byte[]> arguments = new ArrayList<>(List.of(Protocol.toByteArray(mostRoom)));
    keys.addSamples(excess, touched, arguments);
    return router
        .send(
            Shards.tag(shard),
            Command.call(Script.FORGET, touched, arguments.toArray(byte[][]::new)))
        .thenCompose(next -> forget(shard, Replies.list(next)));
  }

  CompletionStage<Sample> population() {
    List<CompletableFuture<Sample>> parts =
        IntStream.range(0, Shards.COUNT)
            .mapToObj(
                shard ->
                    router
                        .send(
                            Shards.tag(shard),
                            Command.of(Protocol.Command.GET, keys.population(shard)))
                        .thenApply(CohortSamples::part)
                        .toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(
            all ->
                SampleCodec.union(
                    parts.stream().map(CompletableFuture::join).toList(),
                    CohortStore.POPULATION_SAMPLE));
  }

  private static Sample part(@Nullable Object reply) {
    return reply == null
        ? Sample.empty(PART_CAPACITY)
        : SampleCodec.read(Replies.bytes(reply), PART_CAPACITY);
  }

  CompletionStage<Optional<Cohort>> find(Cohort.Key key) {
    // Both are written at once, and as a rule in one batch.
    int shard = Shards.of(key);
    CompletionStage<@Nullable Object> sample =
        router.send(Shards.tag(shard), Command.of(Protocol.Command.GET, keys.sample(key)));
    CompletionStage<@Nullable Object> judgement =
        router.send(
            Shards.tag(shard),
            Command.of(
                Protocol.Command.HGET, keys.judgements(shard), Keys.bytes(Keys.cohort(key))));
    return sample.thenCombine(judgement, (seen, held) -> cohort(key, seen, held));
  }

  /** When a cohort is due. */
  private record Due(String name, double at) {}

  CompletionStage<List<Cohort>> due(int most, long now) {
    List<List<Due>> found = new ArrayList<>();
    List<Supplier<CompletionStage<?>>> asked = new ArrayList<>();
    for (int i = 0; i < Shards.COUNT; i++) {
      int shard = i;
      found.add(new ArrayList<>());
      asked.add(() -> due(shard, most, now).thenAccept(found.get(shard)::addAll));
    }
    return Waves.run(asked, A_WAVE)
        .thenCompose(
            done ->
                take(
                    found.stream()
                        .flatMap(List::stream)
                        .sorted(Comparator.comparingDouble(Due::at))
                        .limit(most)
                        .map(Due::name)
                        .toList(),
                    now));
  }

  private CompletionStage<List<Due>> due(int shard, int most, long now) {
    return router
        .send(
            Shards.tag(shard),
            Command.call(
                Script.DUE,
                List.of(keys.due(shard), keys.taken(shard)),
                Protocol.toByteArray(now),
                Protocol.toByteArray(most)))
        .thenApply(
            reply -> {
              List<?> flat = Replies.list(reply);
              List<Due> due = new ArrayList<>(flat.size() / 2);
              for (int i = 0; i < flat.size(); i += 2) {
                due.add(
                    new Due(
                        Replies.text(flat.get(i)),
                        Double.parseDouble(Replies.text(flat.get(i + 1)))));
              }
              return due;
            });
  }

  private CompletionStage<List<Cohort>> take(List<String> names, long now) {
    List<Supplier<CompletionStage<?>>> calls = new ArrayList<>();
    List<List<Cohort>> found = new ArrayList<>();
    byShard(names)
        .forEach(
            (shard, all) ->
                inCalls(all)
                    .forEach(
                        some -> {
                          List<Cohort> here = new ArrayList<>();
                          found.add(here);
                          calls.add(() -> take(shard, some, now).thenAccept(here::addAll));
                        }));
    return Waves.run(calls, A_WAVE)
        .thenApply(
            done -> {
              Map<String, Cohort> taken = new HashMap<>();
              for (List<Cohort> here : found) {
                here.forEach(cohort -> taken.put(Keys.cohort(cohort.key()), cohort));
              }
              return names.stream().map(taken::get).filter(Objects::nonNull).toList();
            });
  }

  private CompletionStage<List<Cohort>> take(int shard, List<String> names, long now) {
    List<byte[]> touched =
        new ArrayList<>(List.of(keys.due(shard), keys.taken(shard), keys.judgements(shard)));
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(Protocol.toByteArray(now));
    arguments.add(Protocol.toByteArray(now + CohortStore.UNASSESSED_MILLIS));
    for (String name : names) {
      touched.add(keys.sample(Keys.cohort(name)));
      arguments.add(Keys.bytes(name));
    }
    return router
        .send(
            Shards.tag(shard), Command.call(Script.TAKE, touched, arguments.toArray(byte[][]::new)))
        .thenApply(
            reply -> {
              List<?> flat = Replies.list(reply);
              List<Cohort> cohorts = new ArrayList<>(names.size());
              for (int i = 0; i < names.size(); i++) {
                cohort(Keys.cohort(names.get(i)), flat.get(2 * i), flat.get(2 * i + 1))
                    .ifPresent(cohorts::add);
              }
              return cohorts;
            });
  }

  CompletionStage<Void> assessed(List<Cohort.Key> cohorts) {
    List<Supplier<CompletionStage<?>>> calls = new ArrayList<>();
    byShard(cohorts.stream().map(Keys::cohort).toList())
        .forEach(
            (shard, names) -> {
              byte[][] arguments = new byte[1 + names.size()][];
              arguments[0] = keys.taken(shard);
              for (int i = 0; i < names.size(); i++) {
                arguments[1 + i] = Keys.bytes(names.get(i));
              }
              calls.add(
                  () ->
                      router.send(Shards.tag(shard), Command.of(Protocol.Command.ZREM, arguments)));
            });
    return Waves.run(calls, A_WAVE);
  }

  private static Map<Integer, List<String>> byShard(List<String> names) {
    Map<Integer, List<String>> all = new LinkedHashMap<>();
    for (String name : names) {
      all.computeIfAbsent(Shards.of(Keys.cohort(name)), shard -> new ArrayList<>()).add(name);
    }
    return all;
  }

  /** Returns them in parts of so many as one call is about. */
  static <T> List<List<T>> inCalls(List<T> all) {
    return IntStream.range(0, (all.size() + A_CALL - 1) / A_CALL)
        .mapToObj(i -> all.subList(i * A_CALL, Math.min(all.size(), (i + 1) * A_CALL)))
        .toList();
  }

  private static Optional<Cohort> cohort(
      Cohort.Key key, @Nullable Object sample, @Nullable Object judgement) {
    return sample == null && judgement == null
        ? Optional.empty()
        : Optional.of(
            SampleCodec.read(
                key,
                sample == null ? NOTHING : Replies.bytes(sample),
                judgement == null ? NOTHING : Replies.bytes(judgement)));
  }

  private static Packed.Writer writer() {
    return new Packed.Writer(SampleCodec.MEMBER_BYTES);
  }
}
