package dev.weir.policy;

import dev.weir.account.Level;
import dev.weir.policy.PolicyModel.CohortsModel;
import dev.weir.policy.PolicyModel.TraitModel;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** The keys of {@code cohorts}: what accounts may share. */
final class TraitFields {
  private static final int MOST_TRAITS = 32;
  private static final int MOST_EXEMPT = 4_096;
  private static final int MOST_PARTS = 4;
  private static final FieldType<String> VALUE =
      FieldTypes.text("[\\s\\S]{1,512}", "a value of at most 512 characters");

  private static final List<Level> VERIFIED =
      List.of(Level.PHONE, Level.PAYMENT, Level.IDENTITY, Level.ORGANIZATION);

  static final Field<String> NAME =
      Field.required(
          "name",
          PolicyTypes.NAME,
          "unnamed",
          "Names the trait in answers, in the decision log and on the command line. A trait of"
              + " another name is another one: what is held of its cohorts is forgotten.");
  static final Field<String> FAMILY =
      Field.required(
          "family",
          PolicyTypes.NAME,
          "unnamed",
          "Which family of evidence it belongs to, such as payment, identity, network, device,"
              + " template or conversation. Of one family, only the strongest trait counts towards"
              + " the risk.");
  static final Field<List<Located<TraitSource>>> OF =
      Field.required(
          "of",
          FieldTypes.oneOrMore(FieldTypes.choice(TraitSource.class), MOST_PARTS),
          List.of(),
          "What is shared. With a list, all of them together: such as a client's ja4 and user"
              + " agent. `template` is each band of the prompt's template; `conversation` is that"
              + " an account goes on with a conversation, or with a block of reasoning, that"
              + " another organization's account was seen with first; each stands alone.");
  static final Field<Duration> WINDOW =
      Field.withDefault(
          "window",
          FieldTypes.duration(Duration.ofHours(1), Duration.ofDays(90)),
          Duration.ofDays(7),
          "7d",
          "How long ago a member was last seen at most.");
  static final Field<BigDecimal> MOST =
      Field.withDefault(
          "most",
          FieldTypes.number(BigDecimal.ZERO, new BigDecimal(250)),
          BigDecimal.ZERO,
          "0: any number",
          "Of how many organizations, or accounts without one, one value may be at most. What is"
              + " above makes `cohort.overused` true. For what belongs to one person, such as a"
              + " verified identity.");
  static final Field<Boolean> WEAK =
      Field.withDefault(
          "weak",
          FieldTypes.bool(),
          false,
          "false",
          "Shared by so many that it only bears out what other traits say, such as a popular"
              + " program: nobody is asked for its sake.");
  static final Field<Double> WEIGHT =
      Field.withDefault(
          "weight",
          FieldTypes.share(),
          1.0,
          "1",
          "What its contribution to the risk is multiplied with. 0 only probes.");
  static final Field<List<Located<String>>> EXEMPT =
      Field.list(
          "exempt",
          VALUE,
          MOST_EXEMPT,
          "Values that say nothing, such as public mail domains or the address of your own"
              + " console.");

  static final Section<TraitModel> TRAIT =
      new Section<>(
          "cohorts.traits",
          "Something that accounts may have in common. All accounts that were seen with one value"
              + " of it are a cohort.",
          List.of(NAME, FAMILY, OF, WINDOW, MOST, WEAK, WEIGHT, EXEMPT),
          values ->
              new TraitModel(
                  values.isComplete(),
                  values.at(NAME),
                  values.get(FAMILY),
                  values.at(OF),
                  values.get(WINDOW),
                  values.get(MOST).intValue(),
                  values.get(WEAK),
                  values.get(WEIGHT),
                  values.get(EXEMPT).stream().map(Located::value).toList()));

  static final Field<List<Located<TraitModel>>> TRAITS =
      Field.list(
          "traits",
          TRAIT,
          MOST_TRAITS,
          "What accounts may have in common. Without any, nothing is observed.");
  static final Field<Level> PROBED =
      Field.withDefault(
          "probe",
          FieldTypes.choice(VERIFIED),
          Level.PAYMENT,
          "payment",
          "What the few members of a suspicious cohort are asked to prove who are asked first. Who"
              + " has proved it since says that the others are people, too; who had before is asked"
              + " last, and for `confirm`. Of a shared card, `confirm` is asked for at once.");
  static final Field<Level> CONFIRMED =
      Field.withDefault(
          "confirm",
          FieldTypes.choice(VERIFIED),
          Level.IDENTITY,
          "identity",
          "What everybody is asked to prove who shares something with a campaign; not less than"
              + " `probe`. Who has proved it is left alone.");
  static final Field<Double> SUSPICION =
      Field.withDefault(
          "suspicion",
          FieldTypes.decimal(3, 1_000),
          14.0,
          "14",
          "How unlike a random draw of all accounts a cohort must be before a few of its members"
              + " are asked: the log-likelihood ratio, in nats. With 14, about one random draw of"
              + " 20 in 60,000 is.");
  static final Field<Duration> CLEARED =
      Field.withDefault(
          "cleared",
          FieldTypes.duration(Duration.ofHours(1), Duration.ofDays(90)),
          Duration.ofDays(7),
          "7d",
          "How long a cohort whose members answered is left alone.");
  static final Field<Duration> REMEMBERED =
      Field.withDefault(
          "remembered",
          FieldTypes.duration(Duration.ofHours(1), Duration.ofDays(365)),
          Duration.ofDays(90),
          "90d",
          "How long a campaign's traits are remembered after they were last seen.");
  static final Field<Double> SLOW_DOWN =
      Field.withDefault(
          "slow_down",
          FieldTypes.share(),
          0.25,
          "0.25",
          "The share of each limit that is left to the members of a suspicious cohort who proved"
              + " less than `probe`, while it is found out what they are. 1 does not slow them"
              + " down.");
  static final Field<List<Located<String>>> PROGRAMMES =
      Field.list(
          "exempt_programmes",
          VALUE,
          MOST_TRAITS,
          "Accounts of these programmes are in no cohort.");

  static final CohortsModel NOTHING =
      new CohortsModel(
          List.of(),
          Level.PAYMENT,
          Level.IDENTITY,
          SUSPICION.initial().orElseThrow(),
          Duration.ofDays(7),
          Duration.ofDays(90),
          1,
          List.of());

  static final Section<CohortsModel> SECTION =
      new Section<>(
          "cohorts",
          "What betrays a campaign is what its accounts share.",
          List.of(TRAITS, PROBED, CONFIRMED, SUSPICION, CLEARED, REMEMBERED, SLOW_DOWN, PROGRAMMES),
          values ->
              new CohortsModel(
                  values.get(TRAITS),
                  values.get(PROBED),
                  values.get(CONFIRMED),
                  values.get(SUSPICION),
                  values.get(CLEARED),
                  values.get(REMEMBERED),
                  values.get(SLOW_DOWN),
                  values.get(PROGRAMMES).stream().map(Located::value).toList()));

  private TraitFields() {}
}
