package dev.weir.house;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the files that make up the repository, whatever was built beside them. */
final class Repository {

  /** The folder that holds the modules. Tests run in their module's own folder. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Set<String> BUILT = Set.of("target", "node_modules", ".git", ".weir");
  private static final Set<String> EDITORS = Set.of(".idea", ".vscode", ".settings");

  /** Long enough for the longest first line of a script. */
  private static final int SHEBANG = 32;

  private Repository() {}

  /** Returns all files, in the order of their paths. */
  static List<Path> files() {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          ROOT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              String name = folder.getFileName().toString();
              return BUILT.contains(name) || EDITORS.contains(name)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile() && !file.toString().endsWith(".iml")) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream().sorted().toList();
  }

  /** Returns the files whose names end so. */
  static List<Path> files(String ending) {
    return files().stream().filter(file -> file.toString().endsWith(ending)).toList();
  }

  /** Returns a path as it is written in messages: from the root on. */
  static String name(Path file) {
    return ROOT.relativize(file).toString();
  }

  /** Returns a text file's content. */
  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(Repository.name(file), e);
    }
  }

  /** Returns {@code file:line: text} for each line in which the pattern is found. */
  static Stream<String> grep(Path file, Pattern pattern) {
    List<String> lines = read(file).lines().toList();
    return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
        .filter(i -> pattern.matcher(lines.get(i)).find())
        .map(i -> name(file) + ":" + (i + 1) + ": " + lines.get(i).strip());
  }

  /** Returns whether a file is a script for bash or a shell that it understands. */
  static boolean isScript(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(SHEBANG), US_ASCII).matches("(?s)#!\\S*( |/)(ba)?sh\\b.*");
    } catch (IOException e) {
      throw new UncheckedIOException(name(file), e);
    }
  }
}
