package dev.weir.simulate;

import dev.weir.simulate.Caller.Session;
import dev.weir.simulate.Member.Level;
import dev.weir.simulate.Place.Address;
import dev.weir.simulate.Relay.Conversation;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.PriorityQueue;

/** Writes the lines of a trace, in the order of their times. Reports wait for theirs. */
final class TraceWriter {
  private static final long DAY = 86_400_000;
  private static final String PASSES_NOT = ",\"passes_challenge\":false}}";

  private final JsonLine line;
  private final PriorityQueue<Report> reports = new PriorityQueue<>();
  private long day = Long.MIN_VALUE;
  private String date = "";
  private long lines;
  private long checks;

  TraceWriter(JsonLine line) {
    this.line = line;
  }

  long lines() {
    return lines;
  }

  long checks() {
    return checks;
  }

  void account(long at, Member member) throws IOException {
    begin(at).raw(",\"account\":{\"account_id\":").text(member.id());
    text(",\"organization_id\":", member.organization());
    line.raw(",\"status\":\"ACTIVE\",\"tier\":").text(member.tier());
    text(",\"programme\":", member.programme());
    line.raw(",\"verification\":{\"level\":").text(member.level().name());
    text(",\"method\":", member.method());
    text(",\"identity_hash\":", member.identityHash());
    if (member.level() != Level.NONE) {
      line.raw(",\"verified_at\":");
      time(member.created());
    }
    line.raw("}");
    if (!member.card().isEmpty()) {
      line.raw(",\"payment\":{\"fingerprint\":").text(member.card());
      line.raw(member.prepaid() ? ",\"prepaid\":true" : "");
      line.raw(",\"country\":").text(member.country().name()).raw("}");
    }
    line.raw(",\"signup\":{\"ip\":").text(member.signupIp());
    text(",\"device_id\":", member.signupDevice());
    text(",\"email_domain\":", member.emailDomain());
    line.raw("},\"created_at\":");
    time(member.created());
    line.raw("}}");
    end();
  }

  /**
   * Writes a request.
   *
   * @param key names the caller's requests, with {@code number}
   */
  void check(
      long at,
      Member member,
      String key,
      long number,
      Session session,
      Address address,
      double confidence,
      Conversation said,
      String model,
      int input,
      int most,
      Truth truth)
      throws IOException {
    begin(at).raw(",\"check\":{\"request_id\":\"").raw(key).raw("-").number(number);
    line.raw("\",\"principal\":{\"account_id\":").text(member.id());
    text(",\"organization_id\":", member.organization());
    line.raw(",\"api_key_id\":\"k").raw(member.id());
    line.raw("\",\"session_id\":").text(session.id());
    line.raw("},\"network\":{\"ip\":\"");
    ip(address.ip());
    line.raw("\",\"asn\":").number(address.asn());
    line.raw(",\"country\":").text(address.place().name());
    line.raw(",\"ja4\":").text(session.client().ja4());
    line.raw(",\"user_agent\":").text(session.client().userAgent());
    line.raw(",\"proxy_confidence\":0.").padded((long) (confidence * 1_000), 3);
    text(",\"device_id\":", session.device());
    line.raw("},\"operation\":{\"model\":").text(model);
    line.raw(",\"endpoint\":\"/v1/messages\",\"input_tokens\":").number(input);
    line.raw(",\"max_output_tokens\":").number(most);
    line.raw("},\"prompt\":{");
    prompt(session.template(), said);
    line.raw("}},\"truth\":{\"campaign\":").text(truth.campaign());
    line.raw(",\"class\":").text(truth.group());
    line.raw(truth.passesChallenge() ? ",\"passes_challenge\":true}}" : PASSES_NOT);
    checks++;
    end();
  }

  /** Keeps a report until the trace has come to its time. */
  void reportLater(long at, Member member, String key, long number, int input, int output) {
    reports.add(new Report(at, member.id(), key, number, input, output));
  }

  /** Writes all reports that come before {@code time}. */
  void reportsBefore(long time) throws IOException {
    for (Report due = reports.peek(); due != null && due.at < time; due = reports.peek()) {
      reports.remove();
      begin(due.at).raw(",\"report\":{\"request_id\":\"").raw(due.key).raw("-").number(due.number);
      line.raw("\",\"account_id\":").text(due.account);
      line.raw(",\"input_tokens\":").number(due.input);
      line.raw(",\"output_tokens\":").number(due.output).raw("}}");
      end();
    }
  }

  void flush() throws IOException {
    line.flush();
  }

  private void prompt(Template template, Conversation said) {
    boolean first = true;
    if (!template.equals(Template.NONE)) {
      line.raw("\"template_bands\":[");
      for (int i = 0; i < Template.BANDS; i++) {
        line.raw(i == 0 ? "\"" : ",\"").number(template.band(i)).raw("\"");
      }
      line.raw("]");
      first = false;
    }
    if (said.prefix() != 0) {
      line.raw(first ? "" : ",").raw("\"conversation_prefix\":\"").number(said.prefix()).raw("\"");
      if (said.signature() != 0) {
        line.raw(",\"reasoning_signature\":\"").number(said.signature()).raw("\"");
      }
    }
  }

  private void ip(int ip) {
    line.number(ip >>> 24).raw(".").number((ip >>> 16) & 0xff).raw(".");
    line.number((ip >>> 8) & 0xff).raw(".").number(ip & 0xff);
  }

  private void text(String name, String value) {
    if (!value.isEmpty()) {
      line.raw(name).text(value);
    }
  }

  private JsonLine begin(long at) {
    line.raw("{\"at\":");
    time(at);
    return line;
  }

  private void time(long at) {
    long entered = Math.floorDiv(at, DAY);
    if (entered != day) {
      day = entered;
      date = LocalDate.ofInstant(Instant.ofEpochMilli(at), ZoneOffset.UTC).toString();
    }
    long rest = at - entered * DAY;
    line.raw("\"").raw(date).raw("T").padded(rest / 3_600_000, 2).raw(":");
    line.padded(rest / 60_000 % 60, 2).raw(":").padded(rest / 1_000 % 60, 2).raw(".");
    line.padded(rest % 1_000, 3).raw("Z\"");
  }

  private void end() throws IOException {
    lines++;
    line.end();
  }

  private record Report(long at, String account, String key, long number, int input, int output)
      implements Comparable<Report> {
    @Override
    public int compareTo(Report other) {
      int byTime = Long.compare(at, other.at);
      if (byTime != 0) {
        return byTime;
      }
      int byKey = key.compareTo(other.key);
      return byKey != 0 ? byKey : Long.compare(number, other.number);
    }
  }
}
