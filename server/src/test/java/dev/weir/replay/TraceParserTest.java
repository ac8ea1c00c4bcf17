package dev.weir.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.account.Level;
import dev.weir.decision.Facts.Network;
import dev.weir.replay.TraceLine.AccountPushed;
import dev.weir.replay.TraceLine.Checked;
import dev.weir.replay.TraceLine.Event;
import dev.weir.replay.TraceLine.Reported;
import dev.weir.replay.TraceLine.ScorePushed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceParserTest {
  private static final long AT = Instant.parse("2026-05-01T00:00:00.250Z").toEpochMilli();

  private final TraceParser parser = new TraceParser();

  @Test
  void readsEachKindOfLine() {
    assertThat(event("'account':{'account_id':'a1','verification':{'level':'PHONE'}}"))
        .isInstanceOfSatisfying(
            AccountPushed.class,
            line -> assertThat(line.account().verification().level()).isEqualTo(Level.PHONE));
    assertThat(event("'risk':{'account_id':'a1','source':'s','score':0.5,'half_life':'3.5s'}"))
        .isInstanceOfSatisfying(
            ScorePushed.class, line -> assertThat(line.score().halfLifeMillis()).isEqualTo(3_500));
    assertThat(event("'check':{'principal':{'account_id':'a1'}}"))
        .isInstanceOfSatisfying(
            Checked.class,
            line -> assertThat(line.facts().principal().accountId()).isEqualTo("a1"));
    assertThat(event("'report':{'request_id':'r1','input_tokens':'12','output_tokens':3}"))
        .isEqualTo(new Reported(AT, "r1", "", 12, 3));
  }

  @Test
  void takesFieldsInAnyOrderAndEitherSpelling() {
    Event event =
        parse(
            "{'truth':{'passesChallenge':true,'class':'university'},"
                + "'check':{'requestId':'r1','principal':{'accountId':'a1'}},"
                + "'at':'2026-05-01T02:00:00.250+02:00'}");
    assertThat(event.at()).isEqualTo(AT);
    assertThat(event)
        .isInstanceOfSatisfying(
            Checked.class,
            line -> {
              assertThat(line.truth()).isEqualTo(new Truth("", "university", true));
              assertThat(line.facts().requestId()).isEqualTo("r1");
            });
  }

  @Test
  void takesNullsForDefaults() {
    Event event =
        event(
            "'account':null,'truth':null,'check':{'request_id':null,'network':null,"
                + "'principal':{'account_id':'a1'},'signals':null,"
                + "'prompt':{'template_bands':null,'conversation_prefix':null}}");
    assertThat(event)
        .isInstanceOfSatisfying(
            Checked.class,
            line -> {
              assertThat(line.facts().requestId()).isEmpty();
              assertThat(line.facts().network()).isEqualTo(Network.UNKNOWN);
              assertThat(line.truth()).isEqualTo(Truth.NONE);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"18446744073709551615", "'18446744073709551615'", "18446744073709551615.0"})
  void takesWholeNumbersOf64BitsAsNumbersOrStrings(String number) {
    Event event =
        event(
            "'check':{'principal':{'account_id':'a1'},'prompt':{'conversation_prefix':"
                + number
                + "}}");
    assertThat(((Checked) event).facts().prompt().conversationPrefix()).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'at':'2026-05-01T00:00:00Z','check':{'network':{'ipp':'x'}}} | check.network.ipp: no such"
            + " field (did you mean ip?)",
        "{'at':'2026-05-01T00:00:00Z','chekc':{}} | chekc: no such field (did you mean check?)",
        "{'at':'2026-05-01T00:00:00Z','truth':{'klass':''}} | truth.klass: no such field (did you"
            + " mean class?)",
        "{'at':'2026-05-01T00:00:00Z','check':{'zzzzz':1}} | check.zzzzz: no such field (expected:"
            + " request_id, principal, network, operation, prompt, signals, labels, clearance)",
        "{'at':'2026-05-01T00:00:00Z','check':{'principal':{'account_id':7}}} |"
            + " check.principal.account_id: 7 (expected: a string)",
        "{'at':'2026-05-01T00:00:00Z','check':{'principal':[]}} | check.principal: a list"
            + " (expected: an object)",
        "{'at':'2026-05-01T00:00:00Z','check':{'operation':{'input_tokens':1.5}}} |"
            + " check.operation.input_tokens: 1.5 (expected: a whole number from 0 to"
            + " 18446744073709551615)",
        "{'at':'2026-05-01T00:00:00Z','check':{'operation':{'input_tokens':-1}}} |"
            + " check.operation.input_tokens: -1 (expected: a whole number from 0 to"
            + " 18446744073709551615)",
        "{'at':'2026-05-01T00:00:00Z','check':{'operation':{'input_tokens':1e999999999}}} |"
            + " check.operation.input_tokens: 1e999999999 (expected: a whole number from 0 to"
            + " 18446744073709551615)",
        "{'at':'2026-05-01T00:00:00Z','check':{'operation':{'streaming':'yes'}}} |"
            + " check.operation.streaming: `yes` (expected: true or false)",
        "{'at':'2026-05-01T00:00:00Z','check':{}} | check.principal.account_id: `` (expected: a"
            + " value, at most 1 KiB of UTF-8)",
        "{'at':'2026-05-01T00:00:00Z','check':{'principal':{'account_id':'a'},'signals':{'s':2}}} |"
            + " check.signals[s]: 2.0 (expected: a number from 0 to 1)",
        "{'at':'2026-05-01T00:00:00Z','check':{'principal':{'account_id':'a'},'network':{'ip':'1.2.3'}}}"
            + " | check.network.ip: `1.2.3` (expected: an IPv4 or IPv6 address)",
        "{'at':'2026-05-01T00:00:00Z','account':{}} | account.account_id: `` (expected: a value, at"
            + " most 1 KiB of UTF-8)",
        "{'at':'2026-05-01T00:00:00Z','account':{'status':'OPEN'}} | account.status: `OPEN`"
            + " (expected: one of STATUS_UNSPECIFIED, ACTIVE, SUSPENDED, CLOSED)",
        "{'at':'2026-05-01T00:00:00Z','risk':{'half_life':'3 m'}} | risk.half_life: `3 m`"
            + " (expected: seconds, such as `3.5s`)",
        "{'at':'2026-05-01T00:00:00Z','report':{}} | report.request_id: `` (expected: a value, at"
            + " most 1 KiB of UTF-8)",
        "{'at':'yesterday','check':{}} | at: `yesterday` (expected: a time of RFC 3339, such as"
            + " `2026-05-01T00:00:00.000Z`)",
        "{'check':{'principal':{'account_id':'a'}}} | at: missing (expected: a time of RFC 3339,"
            + " such as `2026-05-01T00:00:00.000Z`)",
        "{'at':'2026-05-01T00:00:00Z'} | no event (expected: account, risk, check or report)",
        "{'at':'2026-05-01T00:00:00Z','report':{'request_id':'r'},'account':{}} | account: a second"
            + " event, after report (expected: one)",
        "{'at':'2026-05-01T00:00:00Z','report':{'request_id':'r'},'truth':{'class':'x'}} | truth:"
            + " beside report (expected: beside check)",
        "{'at':'2026-05-01T00:00:00Z','report':{'request_id':'r'}} {} | more than one JSON value"
            + " (expected: one on each line)",
        "[] | the line: a list (expected: an object)",
        "null | the line: null (expected: an object)",
        "{'at':'2026-05-01T00:00:00Z' | not JSON at column 29: Unexpected end-of-input: expected"
            + " close marker for Object",
        "at=2026 | not JSON at column 1: Unrecognized token 'at'",
      })
  void saysWhatIsWrong(String line, String problem) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(BrokenLineException.class)
        .hasMessageStartingWith(problem.replace('`', '"'));
  }

  @Test
  void isNotExhaustedByWhatItRefuses() {
    assertThatThrownBy(() -> parse("{'check':" + "[".repeat(100_000)))
        .isInstanceOf(BrokenLineException.class);
    assertThatThrownBy(() -> parse("{'" + "x".repeat(40_000) + "':1}"))
        .isInstanceOf(BrokenLineException.class)
        .hasMessageContaining("no such field");
  }

  private Event event(String fields) {
    return parse("{'at':'2026-05-01T00:00:00.250Z'," + fields + "}");
  }

  private Event parse(String line) {
    byte[] text = line.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return parser.parse(text, 0, text.length);
  }
}
