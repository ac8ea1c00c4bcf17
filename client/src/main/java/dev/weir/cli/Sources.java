package dev.weir.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads what a command names as FILE, where {@code -} is standard input. */
public final class Sources {
  /** The longest document that is read whole, in bytes. */
  static final int LONGEST = 16 << 20;

  private Sources() {}

  /** Opens a file or standard input. Closing it leaves standard input open. */
  static InputStream open(String file, Environment environment) {
    if (file.equals("-")) {
      return environment.input();
    }
    try {
      return Files.newInputStream(Path.of(file));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Returns the text of a file or of standard input. */
  static String text(String file, Environment environment) {
    try (InputStream in = open(file, environment)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw CommandFailure.usage(
            file + ": longer than " + LONGEST + " bytes (expected: one document)");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Merges a document of JSON, with the contract's field names, into {@code into}. */
  static void mergeJson(String file, Environment environment, Message.Builder into) {
    try {
      parse(text(file, environment), into);
    } catch (InvalidProtocolBufferException e) {
      throw CommandFailure.usage(file + ": " + problem(e, into));
    }
  }

  /**
   * Merges JSON, with the contract's field names, into {@code into}. An unknown field is an error.
   */
  static void parse(String json, Message.Builder into) throws InvalidProtocolBufferException {
    JsonFormat.parser().merge(json, into);
  }

  /** Says in one line why JSON is not the message that it should be. */
  static String problem(InvalidProtocolBufferException e, Message.Builder expected) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    String name = expected.getDescriptorForType().getName();
    return (name.startsWith("A") ? "not an " : "not a ")
        + name
        + " as JSON: "
        + Text.clean(end < 0 ? message : message.substring(0, end));
  }

  /** Returns that a file cannot be read, and why. */
  public static CommandFailure unreadable(String file, IOException e) {
    String why;
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      why = "no such file";
    } else if (e instanceof AccessDeniedException) {
      why = "not readable by this user";
    } else {
      why = "cannot be read: " + e.getMessage();
    }
    return CommandFailure.usage(file + ": " + why);
  }
}
