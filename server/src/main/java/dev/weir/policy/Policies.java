package dev.weir.policy;

import dev.weir.decision.Policy;
import dev.weir.policy.LoadedPolicy.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Holds the policy in force, and replaces it: whole, and only by one that loads. Thread-safe;
 * reading it takes no lock.
 */
public final class Policies implements Supplier<Policy> {
  /** The name of the shipped policy in problems. */
  public static final String DEFAULT_FILE = "model-api.yaml";

  private final Optional<Path> file;
  private final LongSupplier clock;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile LoadedPolicy current;

  /**
   * Is told of attempts to replace the policy, after each, in their order. Must not throw, and must
   * not block long.
   */
  public interface Listener {

    /** Another policy is in force; {@code warnings} did not keep it from loading. */
    void replaced(LoadedPolicy policy, List<PolicyProblem> warnings);

    /** A policy did not load, and the one before stays in force. */
    void rejected(Origin origin, List<PolicyProblem> problems, LoadedPolicy inForce);
  }

  /**
   * How an attempt to replace the policy ended.
   *
   * @param applied whether the policy that was offered is in force
   * @param problems what is wrong with it; only warnings where {@code applied}
   * @param inForce the policy that is now in force
   */
  public record Change(boolean applied, List<PolicyProblem> problems, LoadedPolicy inForce) {
    public Change {
      problems = List.copyOf(problems);
    }
  }

  private Policies(Optional<Path> file, LongSupplier clock, LoadedPolicy current) {
    this.file = file;
    this.clock = clock;
    this.current = current;
  }

  /**
   * Loads the first policy.
   *
   * @param file the policy file; empty for the policy that Weir ships
   * @param clock gives epoch milliseconds
   * @throws InvalidPolicyException if it does not load
   */
  public static Policies load(Optional<Path> file, LongSupplier clock) {
    Text text = read(file);
    if (text.problem().isPresent()) {
      throw new InvalidPolicyException(List.of(text.problem().get()));
    }
    Compilation compilation = PolicyCompiler.compile(text.file(), text.yaml());
    CompiledPolicy policy =
        compilation.policy().orElseThrow(() -> new InvalidPolicyException(compilation.problems()));
    return new Policies(
        file,
        clock,
        new LoadedPolicy(
            policy,
            text.yaml(),
            text.file(),
            clock.getAsLong(),
            file.isPresent() ? Origin.FILE : Origin.DEFAULT));
  }

  /** Returns the policy in force. */
  @Override
  public Policy get() {
    return current.policy();
  }

  /** Returns the policy in force, with its text and where it came from. */
  public LoadedPolicy current() {
    return current;
  }

  /** Returns the policy file, if the policy is not the shipped one. */
  public Optional<Path> file() {
    return file;
  }

  /** Says whether a policy would load. Changes nothing. */
  public List<PolicyProblem> validate(String yaml) {
    return PolicyCompiler.compile("policy.yaml", yaml).problems();
  }

  /** Puts a policy in force until the next {@link #reload}. */
  public Change apply(String yaml) {
    return replace(new Text("policy.yaml", yaml, Optional.empty()), Origin.API);
  }

  /** Reads the policy file again; without one, the shipped policy. */
  public Change reload() {
    return replace(read(file), file.isPresent() ? Origin.FILE : Origin.DEFAULT);
  }

  /** Calls {@code listener} from now on. Closing what is returned ends it. */
  public AutoCloseable onChange(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /**
   * One replacement at a time, so that the policy in force is the last one that was offered and
   * loads.
   */
  private synchronized Change replace(Text text, Origin origin) {
    Optional<CompiledPolicy> policy = Optional.empty();
    List<PolicyProblem> problems;
    if (text.problem().isPresent()) {
      problems = List.of(text.problem().get());
    } else {
      Compilation compilation = PolicyCompiler.compile(text.file(), text.yaml());
      policy = compilation.policy();
      problems = compilation.problems();
    }
    if (policy.isEmpty()) {
      LoadedPolicy inForce = current;
      listeners.forEach(listener -> listener.rejected(origin, problems, inForce));
      return new Change(false, problems, inForce);
    }
    LoadedPolicy loaded =
        new LoadedPolicy(policy.get(), text.yaml(), text.file(), clock.getAsLong(), origin);
    current = loaded;
    listeners.forEach(listener -> listener.replaced(loaded, problems));
    return new Change(true, problems, loaded);
  }

  /** A policy's text, or why it cannot be read. */
  private record Text(String file, String yaml, Optional<PolicyProblem> problem) {
    static Text unreadable(String file, String why) {
      return new Text(
          file,
          "",
          Optional.of(new PolicyProblem(PolicyProblem.Severity.ERROR, file, 1, 1, "", why)));
    }
  }

  private static Text read(Optional<Path> file) {
    if (file.isEmpty()) {
      return new Text(DEFAULT_FILE, defaultYaml(), Optional.empty());
    }
    String name = file.get().toString();
    try {
      long size = Files.size(file.get());
      // Four bytes are the most that a character of UTF-8 takes.
      if (size > 4L * Yaml.LARGEST) {
        return Text.unreadable(
            name, size + " bytes (expected: a policy of at most " + Yaml.LARGEST + " characters)");
      }
      return new Text(name, Files.readString(file.get()), Optional.empty());
    } catch (NoSuchFileException e) {
      return Text.unreadable(name, "no such file");
    } catch (CharacterCodingException e) {
      return Text.unreadable(name, "not UTF-8");
    } catch (IOException e) {
      return Text.unreadable(name, "cannot be read: " + e.getMessage());
    }
  }

  /** Returns the text of the policy that Weir ships. */
  public static String defaultYaml() {
    try (InputStream in = Policies.class.getResourceAsStream(DEFAULT_FILE)) {
      if (in == null) {
        throw new IllegalStateException(DEFAULT_FILE + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
