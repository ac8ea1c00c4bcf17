package dev.weir.simulate;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Who is innocent.
 *
 * @param belowPhone the share of the individuals that proved less than a phone
 * @param prepaid the share of the cards that are prepaid
 * @param passes the share of the individuals that pass a challenge
 * @param crowdPasses the share of the crowds' members that do
 * @param fresh the share of the individuals that sign up while the trace goes on
 * @param proxied the share of the individuals that use a proxy at times
 * @param templates how many templates are everybody's: the first are used most, the last hardly
 */
record PopulationSpec(
    double belowPhone,
    double prepaid,
    double passes,
    double crowdPasses,
    double fresh,
    double proxied,
    int templates,
    Map<Group, Size> groups) {

  private static final int MOST = 10_000_000;
  private static final double LONGEST_TAIL = 3;

  PopulationSpec {
    groups = Map.copyOf(groups);
  }

  /** A class of the innocent; those with {@code crowd} come in crowds. */
  enum Group {
    HOBBY(false),
    DEVELOPER(false),
    PRODUCTION(false),
    NEWCOMER(false),
    CLOUD_EGRESS(false),
    POPULAR_SDK(false),
    VPN(false),
    FAMILY(true),
    UNIVERSITY(true),
    HACKATHON(true),
    COMPANY_CARD(true);

    private final boolean crowd;

    Group(boolean crowd) {
      this.crowd = crowd;
    }

    boolean crowd() {
      return crowd;
    }

    /** Returns the name as it stands in files. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How many there are of a class, and what they do.
   *
   * @param count of accounts, or of crowds
   * @param least members of a crowd
   * @param most members of a crowd
   * @param perDay requests of an account on a day on which it is there, on average
   * @param tail how unequal the accounts are: the sigma of the logarithm of their volumes
   */
  record Size(double count, int least, int most, double perDay, double tail) {}

  /** Returns the population with so many times the accounts. */
  PopulationSpec times(double scale) {
    Map<Group, Size> scaled = new EnumMap<>(Group.class);
    groups.forEach(
        (group, size) ->
            scaled.put(
                group,
                new Size(size.count * scale, size.least, size.most, size.perDay, size.tail)));
    return new PopulationSpec(
        belowPhone, prepaid, passes, crowdPasses, fresh, proxied, templates, scaled);
  }

  static PopulationSpec read(Section own, ScenarioFiles files) {
    Section section = own;
    if (own.has("from")) {
      String from = own.text("from");
      if (!files.shipped().contains(from)) {
        throw own.wrong("from", "a scenario that is shipped", from);
      }
      section = own.over(files.population(from));
    }
    section.optional("from");
    double share = section.has("share") ? section.number("share", 0, 100) : 1;
    Map<Group, Size> groups = new EnumMap<>(Group.class);
    Section classes = section.section("classes");
    for (Group group : Group.values()) {
      Section size = classes.section(group.text());
      groups.put(
          group,
          new Size(
              size.whole(group.crowd ? "crowds" : "accounts", 0, MOST),
              group.crowd ? size.whole("least", 1, 10_000) : 1,
              group.crowd ? size.whole("most", 1, 10_000) : 1,
              size.number("per_day", 0.001, 1_000_000),
              size.number("tail", 0, LONGEST_TAIL)));
      size.finish();
    }
    classes.finish();
    PopulationSpec population =
        new PopulationSpec(
            section.share("below_phone"),
            section.share("prepaid"),
            section.share("passes_challenge"),
            section.share("crowds_pass_challenge"),
            section.share("new_accounts"),
            section.share("proxied"),
            section.whole("popular_templates", 1, 1_000_000),
            groups);
    section.finish();
    return population.times(share);
  }
}
