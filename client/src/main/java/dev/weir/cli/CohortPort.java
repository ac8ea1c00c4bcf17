package dev.weir.cli;

import dev.weir.v1.Cohort;
import dev.weir.v1.CohortServiceGrpc;
import dev.weir.v1.CohortServiceGrpc.CohortServiceBlockingStub;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** What the commands about cohorts and campaigns have in common. */
final class CohortPort {
  private CohortPort() {}

  static <R> R call(AdminPort admin, Function<CohortServiceBlockingStub, R> work) {
    return admin.call(
        channel ->
            work.apply(
                CohortServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(admin.timeout().toNanos(), TimeUnit.NANOSECONDS)));
  }

  /** Returns cohorts as a table; only the heading where there are none. */
  static List<List<String>> rows(List<Cohort> cohorts) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of("COHORT", "STATE", "ACCOUNTS", "UNVERIFIED", "ANSWERED", "LAST SEEN", "SET BY"));
    for (Cohort cohort : cohorts) {
      rows.add(
          List.of(
              cohort.getCohortId(),
              cohort.getState().name(),
              Text.number(cohort.getAccounts()),
              share(cohort.getUnverifiedShare()),
              answered(cohort.getPassed(), cohort.getChallenged()),
              Text.time(cohort.hasLastSeen(), cohort.getLastSeen(), "-"),
              cohort.getSetBy().isEmpty() ? "assessment" : cohort.getSetBy()));
    }
    return rows;
  }

  static String share(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  static String answered(long passed, long challenged) {
    return challenged == 0
        ? "nobody asked"
        : Text.number(passed) + " of " + Text.number(challenged);
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
