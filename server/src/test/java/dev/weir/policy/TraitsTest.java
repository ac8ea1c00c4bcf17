package dev.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.account.Account;
import dev.weir.account.Level;
import dev.weir.account.PaymentInstrument;
import dev.weir.account.Signup;
import dev.weir.account.Status;
import dev.weir.account.Verification;
import dev.weir.cohort.Encounter;
import dev.weir.decision.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a request is shown to cohorts. */
final class TraitsTest {
  private static final Facts.Network NETWORK =
      new Facts.Network("10.1.2.3", 64_500, "DE", "t13d", "sdk/1", 0, "device-1");
  private static final Facts.Prompt PROMPT = new Facts.Prompt(new long[] {7, -8}, 11, 12);

  @ParameterizedTest
  @CsvSource({
    "payment, card-1",
    "identity, document-1",
    "signup_ip, 10.9.9.9",
    "signup_device, signup-1",
    "email_domain, mail.example",
    "ip, 10.1.2.3",
    "asn, 64500",
    "device, device-1",
    "ja4, t13d",
    "user_agent, sdk/1"
  })
  void isTheValueOfWhatItIsOf(String of, String value) {
    String trait = "{name: t, family: f, of: " + of + "}";

    assertThat(shared(trait, NETWORK, "")).containsExactly("t=" + value);
    assertThat(shared(trait, Facts.Network.UNKNOWN, Account.unknown("a1")))
        .as("nothing where it is unknown")
        .isEmpty();
    assertThat(owned(trait)).isEmpty();
  }

  @Test
  void anAddressPrefixIsSharedByNeighbours() {
    String trait = "{name: t, family: network, of: ip_prefix}";
    Facts.Network neighbour = new Facts.Network("10.1.2.200", 0, "", "", "", 0, "");
    Facts.Network stranger = new Facts.Network("10.1.3.3", 0, "", "", "", 0, "");

    assertThat(shared(trait, NETWORK, "")).isEqualTo(shared(trait, neighbour, "")).hasSize(1);
    assertThat(shared(trait, stranger, "")).isNotEqualTo(shared(trait, NETWORK, ""));
  }

  @Test
  void severalAreOneValueTogetherAndNoneWhereOneIsUnknown() {
    String trait = "{name: client, family: device, of: [ja4, user_agent]}";
    Facts.Network noAgent = new Facts.Network("10.1.2.3", 0, "", "t13d", "", 0, "");

    assertThat(shared(trait, NETWORK, "")).containsExactly("client=t13d\u0000sdk/1");
    assertThat(shared(trait, noAgent, "")).isEmpty();
  }

  @Test
  void eachBandOfATemplateStandsAloneAndAConversationIsItsFirstOwners() {
    assertThat(shared("{name: t, family: template, of: template}", NETWORK, ""))
        .containsExactly("t=7", "t=-8");
    String conversation = "{name: c, family: conversation, of: conversation}";
    assertThat(shared(conversation, NETWORK, "")).isEmpty();
    assertThat(owned(conversation)).containsExactly("c=11", "c=12");
  }

  @Test
  void exemptValuesSayNothing() {
    String domain = "{name: t, family: f, of: email_domain, exempt: [other.example, mail.example]}";
    String bands = "{name: t, family: f, of: template, exempt: [\"18446744073709551608\"]}";
    String others = "{name: t, family: f, of: email_domain, exempt: [example, other.example]}";

    assertThat(shared(domain, NETWORK, "")).isEmpty();
    assertThat(shared(bands, NETWORK, "")).as("-8 as front ends write it").containsExactly("t=7");
    assertThat(shared(others, NETWORK, "")).containsExactly("t=mail.example");
  }

  @Test
  void accountsOfAnExemptProgrammeAreInNoCohort() {
    String traits =
        "{name: card, family: payment, of: payment},"
            + " {name: template, family: template, of: template},"
            + " {name: conversation, family: conversation, of: conversation}";
    CompiledPolicy policy = policy(traits, "exempt_programmes: [university, research]");

    for (String programme : List.of("university", "research")) {
      Shown shown = new Shown();
      policy.showShared(facts(NETWORK), account(programme), shown);
      policy.showOwned(facts(NETWORK), account(programme), shown);
      assertThat(shown.values).as(programme).isEmpty();
    }
    Shown shown = new Shown();
    policy.showShared(facts(NETWORK), account("start-ups"), shown);
    policy.showOwned(facts(NETWORK), account("start-ups"), shown);
    assertThat(shown.values).hasSize(5);
  }

  private static List<String> shared(String trait, Facts.Network network, String programme) {
    return shared(trait, network, account(programme));
  }

  private static List<String> shared(String trait, Facts.Network network, Account account) {
    Shown shown = new Shown();
    policy(trait, "").showShared(facts(network), account, shown);
    return shown.values;
  }

  private static List<String> owned(String trait) {
    Shown shown = new Shown();
    policy(trait, "").showOwned(facts(NETWORK), account(""), shown);
    return shown.values;
  }

  private static CompiledPolicy policy(String traits, String more) {
    Compilation compilation =
        PolicyCompiler.compile(
            "test.yaml",
            """
            apiVersion: weir.dev/v1
            name: test
            cohorts:
              traits: [%s]
              %s
            """
                .formatted(traits, more));
    assertThat(compilation.policy()).as("%s", compilation.problems()).isPresent();
    return compilation.policy().orElseThrow();
  }

  private static Facts facts(Facts.Network network) {
    return new Facts(
        "r1",
        new Facts.Principal("a1", "", "", ""),
        network,
        Facts.Operation.UNKNOWN,
        PROMPT,
        Map.of(),
        Map.of(),
        "");
  }

  private static Account account(String programme) {
    return new Account(
        "a1",
        "",
        Status.ACTIVE,
        "start",
        programme,
        new Verification(Level.IDENTITY, "", "document-1", 0, 0),
        new PaymentInstrument("card-1", false, ""),
        new Signup("10.9.9.9", "signup-1", "mail.example"),
        1,
        List.of());
  }

  /** Remembers what it is shown. */
  private static final class Shown implements Encounter.Visitor {
    private final List<String> values = new ArrayList<>();

    @Override
    public void text(String trait, String value) {
      values.add(trait + '=' + value);
    }

    @Override
    public void hash(String trait, long value) {
      values.add(trait + '=' + value);
    }
  }
}
