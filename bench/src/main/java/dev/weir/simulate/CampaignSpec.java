package dev.weir.simulate;

import java.util.Locale;
import java.util.Optional;

/**
 * A campaign. What the parts mean stands in {@code kinds.yaml}, beside their defaults.
 *
 * @param start the day of the trace on which it begins
 * @param replaces the campaign whose template, and some of whose devices and cards, it goes on with
 */
record CampaignSpec(
    String name,
    Kind kind,
    int accounts,
    int exchanges,
    double start,
    double days,
    Optional<String> replaces,
    Signup signup,
    Payment payment,
    Traffic traffic,
    Prompt prompt,
    Network network,
    Verified verified) {

  private static final int MOST = 100_000_000;

  /** All of them are kept in memory. */
  private static final int MOST_PROMPTS = 1_000_000;

  /** What a campaign does to stay unseen. */
  enum Kind {
    SHARED_CARDS,
    LAUNCH_PIVOT,
    FIRST_POOL,
    SECOND_POOL,
    HYDRA,
    SESSION_RELAY,
    SLOW_PARAPHRASED,
    FARMED_IDENTITIES,
    STOLEN_KEYS;

    /** Returns the name as it stands in files. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How its accounts came to be. */
  record Signup(double from, double over, int mailDomains, int perDevice, double reusedDevices) {}

  /** How they pay. */
  record Payment(double share, int perCard, double prepaid, double reused) {}

  /** When it asks, and how much. */
  record Traffic(
      double volumeCv,
      double clockwork,
      double synchrony,
      double turns,
      double gapSeconds,
      double cover,
      double pivot,
      double migration,
      double reasoning,
      int inputTokens,
      int outputTokens) {}

  /** What it asks. */
  record Prompt(int templates, int variants, double similarity, boolean each) {}

  /** Where its requests come from. */
  record Network(Way way, int exits, boolean each, double least, double most) {}

  /** How its requests reach the API. */
  enum Way {
    RESIDENTIAL,
    VPN,
    HOSTED
  }

  /**
   * How its accounts were verified.
   *
   * @param paid the share of those with a card that proved a payment by it, whatever else is said
   */
  record Verified(double belowPhone, double paid, int perIdentity, double passes) {}

  CampaignSpec times(double scale) {
    return new CampaignSpec(
        name,
        kind,
        (int) Math.max(1, Math.rint(accounts * scale)),
        (int) Math.max(1, Math.rint(exchanges * scale)),
        start,
        days,
        replaces,
        signup,
        payment,
        traffic,
        prompt,
        network,
        verified);
  }

  static CampaignSpec read(Section section) {
    CampaignSpec campaign =
        new CampaignSpec(
            section.text("name"),
            section.oneOf("kind", Kind.values()),
            section.whole("accounts", 1, MOST),
            section.whole("exchanges", 1, MOST),
            section.number("start", 0, 366),
            section.number("days", 0.01, 366),
            section.optional("replaces"),
            signup(section.section("signup")),
            payment(section.section("payment")),
            traffic(section.section("traffic")),
            prompt(section.section("prompt")),
            network(section.section("network")),
            verified(section.section("verified")));
    section.finish();
    if (campaign.exchanges < campaign.accounts) {
      throw section.wrong("exchanges", "at least one of each account", campaign.exchanges);
    }
    return campaign;
  }

  private static Signup signup(Section section) {
    Signup signup =
        new Signup(
            section.number("from", -3_000, 366),
            section.number("over", 0, 3_000),
            section.whole("mail_domains", 0, 100_000),
            section.whole("accounts_per_device", 1, 100_000),
            section.share("reused_devices"));
    section.finish();
    return signup;
  }

  private static Payment payment(Section section) {
    Payment payment =
        new Payment(
            section.share("share"),
            section.whole("accounts_per_card", 1, 100_000),
            section.share("prepaid"),
            section.share("reused_cards"));
    section.finish();
    return payment;
  }

  private static Traffic traffic(Section section) {
    Traffic traffic =
        new Traffic(
            section.number("volume_cv", 0, 3),
            section.number("clockwork", 0.05, 1_000),
            section.share("synchrony"),
            section.number("turns", 1, 100),
            section.number("gap_seconds", 0, 3_600),
            section.share("cover"),
            section.share("pivot"),
            section.share("migration"),
            section.share("reasoning"),
            section.whole("input_tokens", 1, 100_000),
            section.whole("output_tokens", 1, 100_000));
    section.finish();
    return traffic;
  }

  private static Prompt prompt(Section section) {
    Prompt prompt =
        new Prompt(
            section.whole("templates", 1, MOST_PROMPTS),
            section.whole("variants", 1, MOST_PROMPTS),
            section.share("similarity"),
            section.flag("each_account_its_own"));
    section.finish();
    if ((long) prompt.templates * prompt.variants > MOST_PROMPTS) {
      throw section.wrong(
          "templates",
          "with variants at most " + MOST_PROMPTS + " prompts",
          prompt.templates + " times " + prompt.variants);
    }
    return prompt;
  }

  private static Network network(Section section) {
    Network network =
        new Network(
            section.oneOf("way", Way.values()),
            section.whole("exits", 0, 10_000_000),
            section.flag("new_address_each_request"),
            section.share("least_confidence"),
            section.share("most_confidence"));
    section.finish();
    return network;
  }

  private static Verified verified(Section section) {
    Verified verified =
        new Verified(
            section.share("below_phone"),
            section.share("paid"),
            section.whole("accounts_per_identity", 0, 100_000),
            section.share("passes_challenge"));
    section.finish();
    return verified;
  }
}
