import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Holds every Java source of the repository to google-java-format.
 *
 * <p>The build runs this file itself, on the JDK that compiles the server: a formatter inside
 * Maven's own JVM could not parse Java 25 where Maven runs on an older JDK.
 */
final class Format {

  private static final Set<String> SKIPPED = Set.of("target", "node_modules");

  private Format() {}

  /**
   * Rewrites what is not formatted ({@code fix}), or lists it in the report ({@code check}), whose
   * existence fails the build.
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 3 || !Set.of("check", "fix").contains(args[0])) {
      System.err.println("usage: Format check|fix ROOT REPORT");
      System.exit(2);
    }
    boolean fix = args[0].equals("fix");
    Path root = Path.of(args[1]).toAbsolutePath().normalize();
    Path report = Path.of(args[2]);
    AtomicBoolean broken = new AtomicBoolean();
    List<Path> different =
        sources(root).parallelStream().filter(file -> differs(file, fix, broken)).sorted().toList();
    for (Path file : different) {
      System.err.println((fix ? "formatted " : "not formatted: ") + root.relativize(file));
    }
    Files.deleteIfExists(report);
    if (!fix && !different.isEmpty()) {
      Files.createDirectories(report.toAbsolutePath().getParent());
      Files.write(report, different.stream().map(Path::toString).toList());
    }
    System.exit(broken.get() ? 1 : 0);
  }

  private static boolean differs(Path file, boolean fix, AtomicBoolean broken) {
    try {
      String source = Files.readString(file);
      Optional<String> formatted = format(file, source);
      if (formatted.isEmpty()) {
        broken.set(true);
        return false;
      }
      if (formatted.get().equals(source)) {
        return false;
      }
      if (fix) {
        Files.writeString(file, formatted.get());
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> format(Path file, String source) {
    try {
      return Optional.of(new Formatter().formatSourceAndFixImports(source));
    } catch (FormatterException e) {
      System.err.println(file + " cannot be parsed: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean skip = !folder.equals(root) && (name.startsWith(".") || SKIPPED.contains(name));
            return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }
}
