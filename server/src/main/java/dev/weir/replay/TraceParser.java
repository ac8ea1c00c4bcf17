package dev.weir.replay;

import dev.weir.account.Pseudonyms;
import dev.weir.api.admin.AccountMessages;
import dev.weir.decision.Facts;
import dev.weir.replay.TraceLine.AccountPushed;
import dev.weir.replay.TraceLine.Checked;
import dev.weir.replay.TraceLine.Event;
import dev.weir.replay.TraceLine.Reported;
import dev.weir.replay.TraceLine.ScorePushed;
import dev.weir.v1.Account;
import dev.weir.v1.RiskScore;
import dev.weir.validation.InvalidFieldException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** Reads lines of a trace. Not thread-safe. */
final class TraceParser {
  private static final List<String> FIELDS =
      List.of("at", "account", "risk", "check", "report", "truth");
  private static final List<String> REPORT_FIELDS =
      List.of("request_id", "account_id", "input_tokens", "output_tokens", "outcome", "signals");
  private static final List<String> TRUTH_FIELDS = List.of("campaign", "class", "passes_challenge");

  /** Campaigns and classes are few; more than this many are not worth sharing. */
  private static final int MOST_SHARED = 4_096;

  private static final long NO_TIME = Long.MIN_VALUE;

  private final JsonFactory factory =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.threadLocalPool())
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build())
          .build();

  /** A trace's identifiers are replayed as they are: nothing of them outlives the replay. */
  private final AccountMessages messages = new AccountMessages(Pseudonyms.none());

  private final RepeatedText texts = new RepeatedText();
  private final Map<Truth, Truth> truths = new HashMap<>();

  /**
   * Returns the event that stands in {@code text} from {@code start}, {@code length} bytes long.
   *
   * @throws BrokenLineException where there is none; says why
   */
  Event parse(byte[] text, int start, int length) {
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text, start, length)) {
      return new Line(new ProtoJson(parser, texts)).read();
    } catch (JacksonException e) {
      throw new BrokenLineException(
          "not JSON at column " + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage());
    }
  }

  private Truth shared(Truth truth) {
    Truth known = truths.get(truth);
    if (known != null) {
      return known;
    }
    if (truths.size() < MOST_SHARED) {
      truths.put(truth, truth);
    }
    return truth;
  }

  /** One line being read. Its fields may stand in any order, so what it is waits for its end. */
  private final class Line {
    private final ProtoJson json;

    private long at = NO_TIME;
    private Truth truth = Truth.NONE;
    private String kind = "";
    private @Nullable LongFunction<Event> event;

    Line(ProtoJson json) {
      this.json = json;
    }

    Event read() {
      if (!json.object()) {
        throw new BrokenLineException("the line: null (expected: an object)");
      }
      for (String field = json.field(); field != null; field = json.field()) {
        switch (field) {
          case "at" -> at = json.millis();
          case "truth" -> truth = within("truth", this::truth);
          case "account", "risk", "check", "report" -> event(field);
          default -> throw json.unknownField(FIELDS);
        }
      }
      if (!json.isAtEnd()) {
        throw new BrokenLineException("more than one JSON value (expected: one on each line)");
      }
      if (at == NO_TIME) {
        throw new BrokenLineException("at: missing (expected: " + Rfc3339.EXPECTED + ")");
      }
      LongFunction<Event> happened = event;
      if (happened == null) {
        throw new BrokenLineException("no event (expected: account, risk, check or report)");
      }
      if (!truth.equals(Truth.NONE) && !kind.equals("check")) {
        throw new BrokenLineException("truth: beside " + kind + " (expected: beside check)");
      }
      return within(kind, () -> happened.apply(at));
    }

    private void event(String field) {
      if (!json.object()) {
        return;
      }
      if (event != null) {
        throw new BrokenLineException(
            field + ": a second event, after " + kind + " (expected: one)");
      }
      kind = field;
      event =
          switch (field) {
            case "account" -> {
              Account account = AccountJson.account(json);
              yield at -> new AccountPushed(at, messages.account(account));
            }
            case "risk" -> {
              RiskScore score = AccountJson.riskScore(json);
              yield at -> new ScorePushed(at, messages.riskScore(score, at));
            }
            case "check" -> {
              Facts facts = within(field, () -> CheckJson.read(json));
              yield at -> new Checked(at, facts, truth);
            }
            default -> report();
          };
    }

    private LongFunction<Event> report() {
      String requestId = "";
      String accountId = "";
      long inputTokens = 0;
      long outputTokens = 0;
      for (String field = json.field(); field != null; field = json.field()) {
        switch (field) {
          case "request_id", "requestId" -> requestId = json.string();
          case "account_id", "accountId" -> accountId = json.string();
          case "input_tokens", "inputTokens" -> inputTokens = json.uint64();
          case "output_tokens", "outputTokens" -> outputTokens = json.uint64();
          // Of another run, or of no use to an engine: read, so that a wrong type is still seen.
          case "decision_id", "decisionId", "outcome" -> json.string();
          case "signals" -> json.numbersByName();
          default -> throw json.unknownField(REPORT_FIELDS);
        }
      }
      String request = requestId;
      String account = accountId;
      long input = inputTokens;
      long output = outputTokens;
      return at -> new Reported(at, request, account, input, output);
    }

    private Truth truth() {
      if (!json.object()) {
        return Truth.NONE;
      }
      String campaign = "";
      String callerClass = "";
      boolean passesChallenge = false;
      for (String field = json.field(); field != null; field = json.field()) {
        switch (field) {
          case "campaign" -> campaign = json.repeated();
          case "class" -> callerClass = json.repeated();
          case "passes_challenge", "passesChallenge" -> passesChallenge = json.bool();
          default -> throw json.unknownField(TRUTH_FIELDS);
        }
      }
      return shared(new Truth(campaign, callerClass, passesChallenge));
    }

    /** Puts a field's path in its event, where the path begins, before it. */
    private static <T> T within(String event, Supplier<T> read) {
      try {
        return read.get();
      } catch (InvalidFieldException e) {
        throw new BrokenLineException(event + "." + e.getMessage());
      }
    }
  }
}
