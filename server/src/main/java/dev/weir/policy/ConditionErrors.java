package dev.weir.policy;

import dev.cel.common.CelErrorCode;
import dev.cel.common.CelIssue;
import dev.cel.runtime.CelEvaluationException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts what the CEL library says into the words of a policy's author. */
final class ConditionErrors {
  private static final Pattern OVERLOAD =
      Pattern.compile("found no matching overload for '([^']+)' applied to '(.*?)' \\(candid.*");
  private static final Pattern RESULT = Pattern.compile("expected type 'bool' but found '(.*)'");
  private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']+)'.*");
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?:mismatched input|extraneous input|token recognition error at:|no viable alternative"
              + " at input) '(.*?)'(?: expecting .*)?");
  private static final Pattern MISSING = Pattern.compile("missing '(.*)' at '.*'");
  private static final Pattern NUMBER = Pattern.compile("For input string: (.*)");
  private static final Pattern EVALUATION = Pattern.compile("evaluation error( at [^:]*:\\d+)?: ");

  private static final List<String> FUNCTIONS =
      List.of(
          "contains",
          "startsWith",
          "endsWith",
          "matches",
          "size",
          "all",
          "exists",
          "exists_one",
          "filter",
          "map",
          "has",
          "int",
          "uint",
          "double",
          "string",
          "duration",
          "timestamp");

  private ConditionErrors() {}

  /** Returns an error that was found at load. */
  static String words(CelIssue issue) {
    String message = issue.getMessage();
    Matcher overload = OVERLOAD.matcher(message);
    if (overload.matches()) {
      return overload(overload.group(1).replaceAll("^@?_?|_$", ""), overload.group(2));
    }
    Matcher result = RESULT.matcher(message);
    if (result.matches()) {
      return "a value of type " + result.group(1) + " (expected: true or false)";
    }
    Matcher undeclared = UNDECLARED.matcher(message);
    if (undeclared.matches()) {
      String name = undeclared.group(1);
      return "unknown function \""
          + name
          + "\" (expected: one of "
          + String.join(", ", FUNCTIONS)
          + ")"
          + Names.suggestion(name, FUNCTIONS);
    }
    return "not a CEL condition: " + syntax(message);
  }

  /**
   * The parser lists every token that could go on: an author needs to know only which one cannot.
   */
  private static String syntax(String message) {
    String line = message.replaceAll("\\s+", " ");
    Matcher missing = MISSING.matcher(line);
    if (missing.matches()) {
      return "no \"" + missing.group(1) + '"';
    }
    Matcher number = NUMBER.matcher(line);
    if (number.matches()) {
      return number.group(1) + " is out of range";
    }
    Matcher token = TOKEN.matcher(line);
    if (!token.matches()) {
      return line;
    }
    return token.group(1).equals("<EOF>")
        ? "it ends too early"
        : "unexpected \"" + token.group(1).strip() + '"';
  }

  /** Returns why an evaluation failed. */
  static String words(CelEvaluationException failure) {
    CelErrorCode code = failure.getErrorCode();
    if (code == CelErrorCode.DIVIDE_BY_ZERO) {
      // Java's own words, "/ by zero", are missing once the code that fails is compiled.
      return "a division by zero";
    }
    String message = EVALUATION.matcher(String.valueOf(failure.getMessage())).replaceFirst("");
    return message.isBlank() || failure.getMessage() == null
        ? code.name().toLowerCase(Locale.ROOT).replace('_', ' ')
        : message;
  }

  private static String overload(String operator, String types) {
    String hint = "";
    if (types.contains("level") || types.contains("status")) {
      hint =
          types.contains("string")
              ? "; levels and statuses are written without quotes, such as IDENTITY"
              : "; compare a level with a level (NONE to ORGANIZATION) and a status with a status";
    } else if (types.contains("double") && types.contains("int")) {
      hint = "; write a fraction, such as 1.0";
    }
    return "\""
        + operator
        + "\" of "
        + types.replaceAll("^\\((.*)\\)$", "$1").replace(", ", " and ")
        + " (expected: types that go together"
        + hint
        + ")";
  }
}
