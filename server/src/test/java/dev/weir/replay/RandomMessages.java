package dev.weir.replay;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.util.List;
import java.util.Random;

/** Fills messages of the contract with values that Weir takes, whatever fields they have. */
final class RandomMessages {
  private static final List<String> TEXTS =
      List.of(
          "a",
          "claude",
          "Grüße",
          "\u65e5\u672c",
          "🙂",
          "line\nend",
          "quo\"te",
          "back\\slash",
          "x".repeat(300));

  private final Random random;

  RandomMessages(Random random) {
    this.random = random;
  }

  /** Fills about two thirds of a message's fields, and all that are required. */
  <B extends Message.Builder> B fill(B message) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.getName().equals("account_id")
          || field.getName().equals("principal")
          || field.getName().equals("source")
          || random.nextInt(3) > 0) {
        fill(message, field);
      }
    }
    return message;
  }

  private void fill(Message.Builder message, FieldDescriptor field) {
    if (field.isMapField()) {
      FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
      for (int i = random.nextInt(4); i > 0; i--) {
        Message.Builder entry = message.newBuilderForField(field);
        entry.setField(field.getMessageType().findFieldByNumber(1), "key-" + i + text());
        entry.setField(value, value(entry, value));
        message.addRepeatedField(field, entry.build());
      }
    } else if (field.isRepeated()) {
      for (int i = random.nextInt(20); i > 0; i--) {
        message.addRepeatedField(field, value(message, field));
      }
    } else {
      message.setField(field, value(message, field));
    }
  }

  private Object value(Message.Builder message, FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING -> string(field);
      case DOUBLE -> random.nextInt(8) == 0 ? 1.0 : random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
      case INT -> random.nextInt();
      case LONG ->
          field.getName().endsWith("tokens") ? random.nextLong(1_000_000_001) : random.nextLong();
      case ENUM ->
          field
              .getEnumType()
              .getValues()
              .get(random.nextInt(field.getEnumType().getValues().size()));
      case MESSAGE -> message(message, field);
      default -> throw new AssertionError("no random value for " + field.getFullName());
    };
  }

  private Object message(Message.Builder message, FieldDescriptor field) {
    Descriptor type = field.getMessageType();
    if (type.equals(Timestamp.getDescriptor())) {
      // An expiry must follow what it ends, and no observation may lie in the future.
      long earliest = field.getName().equals("expires_at") ? 1_500_000_000_000L : 1;
      return Timestamps.fromMillis(earliest + random.nextLong(200_000_000_000L));
    }
    if (type.equals(Duration.getDescriptor())) {
      return Durations.fromMillis(1 + random.nextLong(10_000_000));
    }
    return fill(message.newBuilderForField(field)).build();
  }

  private String string(FieldDescriptor field) {
    return switch (field.getName()) {
      case "ip" ->
          random.nextBoolean() ? "203.0.113." + random.nextInt(256) : "2001:db8:0:0:0:0:0:" + hex();
      case "country" -> "" + (char) ('A' + random.nextInt(26)) + (char) ('A' + random.nextInt(26));
      case "email_domain" -> "example.org";
      default -> text();
    };
  }

  private String hex() {
    return Integer.toHexString(1 + random.nextInt(0xfffe));
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }
}
