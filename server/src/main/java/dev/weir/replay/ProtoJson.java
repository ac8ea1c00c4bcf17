package dev.weir.replay;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import dev.weir.config.Nearest;
import dev.weir.validation.InvalidFieldException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;

/**
 * Reads values by the JSON mapping of proto3 off a stream of tokens: whole numbers as numbers or
 * strings, enums by name or number, times as RFC 3339, null as the field's default. Both spellings
 * of field names are for the callers to name, since a switch over them is the fastest look-up that
 * there is. Reads one document; not thread-safe.
 *
 * <p>What reads a value throws {@link BrokenLineException}, with the field's path from the root,
 * where the value is of another type, and {@link JacksonException} where the document is not JSON.
 *
 * @see <a href="https://protobuf.dev/programming-guides/json/">ProtoJSON format</a>
 */
final class ProtoJson {
  private static final BigInteger MAX_UINT32 = BigInteger.valueOf(0xffff_ffffL);
  private static final BigInteger MAX_UINT64 =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  // The greatest number of 64 bits, in digits: how many, all but the last, and the last.
  private static final int MOST_DIGITS = 20;
  private static final long MOST_BEFORE_LAST = 1_844_674_407_370_955_161L;
  private static final int MOST_LAST_DIGIT = 5;

  /** What no string of digits is, but the greatest number: that one is read the long way. */
  private static final long OTHERWISE = -1;

  /** Longer is no number of 64 bits, and would take long to be read as one of any length. */
  private static final int LONGEST_NUMBER = 64;

  /** A longer name is no misspelling of a field. */
  private static final int LONGEST_NAME = 64;

  private final JsonParser parser;
  private final RepeatedText texts;

  /**
   * Reads from where the parser is.
   *
   * @param texts gives the strings that documents repeat
   */
  ProtoJson(JsonParser parser, RepeatedText texts) {
    this.parser = parser;
    this.texts = texts;
  }

  /** Begins an object; false where a null says that there is none. */
  boolean object() {
    return switch (parser.nextToken()) {
      case START_OBJECT -> true;
      case VALUE_NULL -> false;
      case null, default -> throw invalid("an object");
    };
  }

  /** Moves to the next field of the object and returns its name; null at the object's end. */
  @Nullable String field() {
    return parser.nextName();
  }

  /** Returns whether nothing follows. */
  boolean isAtEnd() {
    return parser.nextToken() == null;
  }

  String string() {
    String text = parser.nextStringValue();
    return text == null ? currentString() : text;
  }

  /** Reads a string that is one of few. */
  String repeated() {
    return parser.nextToken() == JsonToken.VALUE_STRING
        ? texts.of(parser.getStringCharacters(), parser.getStringOffset(), parser.getStringLength())
        : currentString();
  }

  List<String> strings() {
    List<String> strings = new ArrayList<>();
    if (list()) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        strings.add(currentString());
      }
    }
    return strings;
  }

  boolean bool() {
    return switch (parser.nextToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE, VALUE_NULL -> false;
      case null, default -> throw invalid("true or false");
    };
  }

  int uint32() {
    parser.nextToken();
    return (int) unsigned(MAX_UINT32);
  }

  /** Reads a uint64 or a fixed64; what is returned is unsigned. */
  long uint64() {
    parser.nextToken();
    return unsigned(MAX_UINT64);
  }

  long[] uint64s() {
    long[] values = new long[16];
    int count = 0;
    if (list()) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        values = count == values.length ? Arrays.copyOf(values, 2 * count) : values;
        values[count++] = unsigned(MAX_UINT64);
      }
    }
    return Arrays.copyOf(values, count);
  }

  double number() {
    return switch (parser.nextToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_NULL -> 0;
      case VALUE_STRING ->
          switch (parser.getString()) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> decimal("a number").doubleValue();
          };
      case null, default -> throw invalid("a number");
    };
  }

  /** Reads a map of numbers, which keeps the document's order. */
  Map<String, Double> numbersByName() {
    if (!object()) {
      return Map.of();
    }
    Map<String, Double> map = new LinkedHashMap<>();
    for (String name = field(); name != null; name = field()) {
      map.put(name, number());
    }
    return map;
  }

  /** Reads a map of strings, which keeps the document's order. */
  Map<String, String> stringsByName() {
    if (!object()) {
      return Map.of();
    }
    Map<String, String> map = new LinkedHashMap<>();
    for (String name = field(); name != null; name = field()) {
      map.put(name, string());
    }
    return map;
  }

  /** Reads an enum by name or number, and returns its number; 0 for a null. */
  int enumeration(EnumDescriptor type) {
    switch (parser.nextToken()) {
      case VALUE_NULL -> {
        return 0;
      }
      case VALUE_NUMBER_INT -> {
        EnumValueDescriptor value = type.findValueByNumber((int) unsigned(MAX_UINT32));
        if (value != null) {
          return value.getNumber();
        }
      }
      case VALUE_STRING -> {
        EnumValueDescriptor value = type.findValueByName(parser.getString());
        if (value != null) {
          return value.getNumber();
        }
      }
      case null, default -> {}
    }
    List<String> names = type.getValues().stream().map(EnumValueDescriptor::getName).toList();
    throw invalid("one of " + String.join(", ", names));
  }

  /** Reads a time; empty for a null. */
  Optional<Timestamp> timestamp() {
    String text = string();
    if (isNull()) {
      return Optional.empty();
    }
    try {
      Instant time = Rfc3339.instant(text);
      return Optional.of(
          Timestamp.newBuilder()
              .setSeconds(time.getEpochSecond())
              .setNanos(time.getNano())
              .build());
    } catch (DateTimeException e) {
      throw invalid(Rfc3339.EXPECTED);
    }
  }

  /** Reads a time as epoch milliseconds, what is finer cut off. */
  long millis() {
    try {
      return Rfc3339.millis(string());
    } catch (DateTimeException e) {
      throw invalid(Rfc3339.EXPECTED);
    }
  }

  /** Reads a length of time; empty for a null. */
  Optional<Duration> duration() {
    String text = string();
    try {
      return isNull() ? Optional.empty() : Optional.of(Durations.parse(text));
    } catch (ParseException e) {
      throw invalid("seconds, such as \"3.5s\"");
    }
  }

  /** Returns that the current field is none of a message's. */
  BrokenLineException unknownField(Descriptor message) {
    return unknownField(message.getFields().stream().map(FieldDescriptor::getName).toList());
  }

  /** Returns that the current field is none of {@code names}. */
  BrokenLineException unknownField(Collection<String> names) {
    String name = String.valueOf(parser.currentName());
    String hint =
        name.length() > LONGEST_NAME
            ? ""
            : Nearest.to(name, names)
                .map(nearest -> "did you mean " + nearest + "?")
                .orElse("expected: " + String.join(", ", names));
    return new BrokenLineException(path() + ": no such field (" + hint + ")");
  }

  private boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  private boolean list() {
    return switch (parser.nextToken()) {
      case START_ARRAY -> true;
      case VALUE_NULL -> false;
      case null, default -> throw invalid("a list");
    };
  }

  private String currentString() {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> parser.getString();
      case VALUE_NULL -> "";
      case null, default -> throw invalid("a string");
    };
  }

  private long unsigned(BigInteger max) {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() == NumberType.INT
        && parser.getIntValue() >= 0) {
      return parser.getIntValue();
    }
    long digits = digits();
    if (digits != OTHERWISE && Long.compareUnsigned(digits, max.longValue()) <= 0) {
      return digits;
    }
    String expected = "a whole number from 0 to " + max;
    BigInteger value =
        switch (parser.currentToken()) {
          case VALUE_NULL -> BigInteger.ZERO;
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING -> whole(expected);
          case null, default -> throw invalid(expected);
        };
    if (value.signum() < 0 || value.compareTo(max) > 0) {
      throw invalid(expected);
    }
    return value.longValue();
  }

  /**
   * Returns the value where it is a string of digits that 64 bits hold, and {@link #OTHERWISE}
   * where it is not. It nearly always is, and a trace has twenty on a line: what is written
   * otherwise may take longer.
   */
  private long digits() {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      return OTHERWISE;
    }
    char[] text = parser.getStringCharacters();
    int start = parser.getStringOffset();
    int length = parser.getStringLength();
    if (length == 0 || length > MOST_DIGITS) {
      return OTHERWISE;
    }
    long value = 0;
    for (int i = start; i < start + length; i++) {
      int digit = text[i] - '0';
      boolean fits = Long.compareUnsigned(value, MOST_BEFORE_LAST) < 0 || isLast(value, digit);
      if (digit < 0 || digit > 9 || !fits) {
        return OTHERWISE;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private static boolean isLast(long value, int digit) {
    return value == MOST_BEFORE_LAST && digit <= MOST_LAST_DIGIT;
  }

  private BigInteger whole(String expected) {
    BigDecimal decimal = decimal(expected);
    // An exponent can ask for a number that fills the memory.
    if (decimal.precision() - (long) decimal.scale() > LONGEST_NUMBER) {
      throw invalid(expected);
    }
    try {
      return decimal.toBigIntegerExact();
    } catch (ArithmeticException e) {
      throw invalid(expected);
    }
  }

  private BigDecimal decimal(String expected) {
    if (parser.getStringLength() > LONGEST_NUMBER) {
      throw invalid(expected);
    }
    try {
      return new BigDecimal(parser.getString());
    } catch (NumberFormatException e) {
      throw invalid(expected);
    }
  }

  private BrokenLineException invalid(String expected) {
    return BrokenLineException.of(new InvalidFieldException(path(), expected, found()));
  }

  private Object found() {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> parser.getString();
      case START_OBJECT -> JsonStructure.OBJECT;
      case START_ARRAY -> JsonStructure.LIST;
      case null -> JsonStructure.NOTHING;
      default -> new Literal(parser.getString());
    };
  }

  private String path() {
    String pointer = parser.streamReadContext().pathAsPointer().toString();
    return pointer.isEmpty() ? "the line" : pointer.substring(1).replace('/', '.');
  }

  /** A number, true or false, as it stands in the document. */
  private record Literal(String text) {
    @Override
    public String toString() {
      return text.length() > LONGEST_NUMBER ? text.substring(0, LONGEST_NUMBER) + "…" : text;
    }
  }
}
