package dev.weir.cli;

import com.google.protobuf.Timestamp;
import dev.weir.v1.Cohort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the commands about cohorts and campaigns have in common. */
final class CohortPort {
  private CohortPort() {}

  /** Returns cohorts as a table; only the heading where there are none. */
  static List<List<String>> rows(List<Cohort> cohorts) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of("COHORT", "STATE", "ACCOUNTS", "UNVERIFIED", "ANSWERED", "LAST SEEN", "SET BY"));
    for (Cohort cohort : cohorts) {
      boolean empty = cohort.getAccounts() == 0;
      rows.add(
          List.of(
              cohort.getCohortId(),
              cohort.getState().name(),
              Text.number(cohort.getAccounts()),
              empty ? "-" : share(cohort.getUnverifiedShare()),
              answered(cohort.getPassed(), cohort.getChallenged()),
              Text.time(!empty && cohort.hasLastSeen(), cohort.getLastSeen(), "-"),
              cohort.getSetBy().isEmpty() ? "assessment" : cohort.getSetBy()));
    }
    return rows;
  }

  /** Returns the line that says from when to when something was seen. */
  static String seen(Timestamp first, Timestamp last) {
    return "Seen      " + time(first) + " to " + time(last);
  }

  private static String time(Timestamp at) {
    return Text.time(!at.equals(Timestamp.getDefaultInstance()), at, "?");
  }

  static String share(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  static String answered(long passed, long challenged) {
    return challenged == 0
        ? "nobody asked"
        : Text.number(passed) + " of " + Text.number(challenged);
  }

  /** Why somebody acts. */
  static final class Reason {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "Why, for the server's log. Required.")
    @SuppressWarnings("NullAway.Init")
    private String text;

    String text() {
      return text;
    }
  }

  /** Who acts. */
  static final class Operator {
    private final Environment environment;

    @Option(
        names = "--operator",
        paramLabel = "NAME",
        description = "Who acts, for the server's log. Default: the name in USER.")
    private Optional<String> name = Optional.empty();

    Operator(Environment environment) {
      this.environment = environment;
    }

    /** Returns the operator's name, or ends the command where it is not known. */
    String name() {
      String known = name.orElseGet(() -> environment.variable("USER", ""));
      if (known.isEmpty()) {
        throw CommandFailure.usage("no operator: give --operator NAME, or set USER");
      }
      return known;
    }
  }
}
