package dev.weir.policy;

import java.time.Duration;
import java.util.List;

/** The keys of {@code challenges}. */
final class ChallengeFields {
  static final FieldType<Duration> TTL_TYPE =
      FieldTypes.duration(Duration.ofSeconds(10), Duration.ofDays(30));
  static final Field<Duration> TTL =
      Field.withDefault(
          "ttl",
          TTL_TYPE,
          Duration.ofHours(1),
          "1h",
          "How long a challenge can be answered, where its rule does not say.");

  static final Section<Duration> SECTION =
      new Section<>(
          "challenges",
          "What all challenges have in common.",
          List.of(TTL),
          values -> values.get(TTL));

  private ChallengeFields() {}
}
