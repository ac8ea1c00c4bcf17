package dev.weir.cli;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.weir.v1.DeleteLimitOverrideRequest;
import dev.weir.v1.LimitOverride;
import dev.weir.v1.LimitServiceGrpc;
import dev.weir.v1.ListLimitOverridesRequest;
import dev.weir.v1.ListLimitOverridesResponse;
import dev.weir.v1.PutLimitOverrideRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds the commands about overrides of limits. */
@Command(
    name = "override",
    description = "Give an account or an organization another max of a limit.",
    footer = {
      "",
      "Example:",
      "  weir override put requests_per_minute --account a1 --max 2000 --for 2h"
    })
final class OverrideCommand extends Group {

  static CommandLine create(Environment environment) {
    return new CommandLine(new OverrideCommand())
        .addSubcommand(new Put(environment))
        .addSubcommand(new ListOverrides(environment))
        .addSubcommand(new Delete(environment));
  }

  /** Whose limit is meant: one of the two. */
  static final class Owner {
    @Option(names = "--account", paramLabel = "ID", description = "Of this account.")
    private Optional<String> accountId = Optional.empty();

    @Option(names = "--org", paramLabel = "ID", description = "Of this organization.")
    private Optional<String> organizationId = Optional.empty();

    String accountId() {
      return accountId.orElse("");
    }

    String organizationId() {
      return organizationId.orElse("");
    }

    /** Ends the command where not exactly one is given. */
    void check() {
      if (accountId.isPresent() == organizationId.isPresent()) {
        throw CommandFailure.usage(
            accountId.isPresent()
                ? "give only one of --account and --org"
                : "whose limit? give --account ID or --org ID");
      }
    }

    String words() {
      return accountId
          .map(id -> "account " + id)
          .orElseGet(() -> "organization " + organizationId());
    }
  }

  /** Until when an override holds. */
  static final class Until {
    @Option(
        names = "--for",
        paramLabel = "DURATION",
        description = "For how long, such as 2h or 7d. Default: until it is deleted.")
    private Optional<Duration> duration = Optional.empty();

    @Option(
        names = "--expires-at",
        paramLabel = "TIME",
        description = "From when it counts no more, such as 2026-10-31T12:00:00Z or 2026-10-31.")
    private Optional<Timestamp> time = Optional.empty();

    Optional<Timestamp> from(long now) {
      return time.or(() -> duration.map(length -> Timestamps.fromMillis(now + length.toMillis())));
    }
  }

  /** Puts one override, in place of another of the same limit and owner. */
  @Command(
      name = "put",
      description = {
        "Give an account or an organization another max of a limit.",
        "The account's override counts before the organization's, and either before its tier's max."
      },
      footer = {
        "",
        "Examples:",
        "  weir override put requests_per_minute --account a1 --max 2000 --for 2h",
        "  weir override put cost_per_day --org o1 --max 500000000"
      })
  static final class Put extends AdminCommand {
    @Parameters(paramLabel = "LIMIT", description = "The limit's name in the policy.")
    @SuppressWarnings("NullAway.Init")
    private String limit;

    @Mixin private final Owner owner = new Owner();

    @Option(
        names = "--max",
        paramLabel = "AMOUNT",
        required = true,
        description =
            "The most that may be used in the limit's window: requests, tokens, or millionths of"
                + " the currency. Required.")
    private long max;

    @ArgGroup private final Until until = new Until();

    Put(Environment environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      owner.check();
      LimitOverride.Builder override =
          LimitOverride.newBuilder()
              .setLimit(limit)
              .setAccountId(owner.accountId())
              .setOrganizationId(owner.organizationId())
              .setMax(Converters.count("--max", max));
      until.from(environment.clock().millis()).ifPresent(override::setExpiresAt);
      PutLimitOverrideRequest request =
          PutLimitOverrideRequest.newBuilder().setOverride(override).build();
      return show(
          admin.call(LimitServiceGrpc::newBlockingStub, stub -> stub.putLimitOverride(request)),
          stored ->
              output.line(
                  "Limit "
                      + limit
                      + " of "
                      + owner.words()
                      + ": "
                      + max
                      + (override.hasExpiresAt()
                          ? " until " + Text.time(true, override.getExpiresAt(), "")
                          : "")));
    }
  }

  /** Lists all overrides. */
  @Command(
      name = "list",
      description = "List all overrides of limits that are in force.",
      footer = {"", "Example:", "  weir override list"})
  static final class ListOverrides extends AdminCommand {
    ListOverrides(Environment environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      ListLimitOverridesRequest request = ListLimitOverridesRequest.getDefaultInstance();
      return show(
          admin.call(LimitServiceGrpc::newBlockingStub, stub -> stub.listLimitOverrides(request)),
          this::print);
    }

    private void print(ListLimitOverridesResponse response) {
      if (response.getOverridesCount() == 0) {
        output.line("No overrides of limits");
      } else {
        Text.table(rows(response)).forEach(output::line);
      }
    }

    private static List<List<String>> rows(ListLimitOverridesResponse response) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("LIMIT", "ACCOUNT", "ORGANIZATION", "MAX", "EXPIRES"));
      for (LimitOverride override : response.getOverridesList()) {
        rows.add(
            List.of(
                override.getLimit(),
                override.getAccountId(),
                override.getOrganizationId(),
                Long.toUnsignedString(override.getMax()),
                Text.time(override.hasExpiresAt(), override.getExpiresAt(), "never")));
      }
      return rows;
    }
  }

  /** Deletes one override. */
  @Command(
      name = "delete",
      description = "Delete an override: the max of the policy counts again.",
      footer = {"", "Example:", "  weir override delete requests_per_minute --account a1"})
  static final class Delete extends AdminCommand {
    @Parameters(paramLabel = "LIMIT", description = "The limit's name in the policy.")
    @SuppressWarnings("NullAway.Init")
    private String limit;

    @Mixin private final Owner owner = new Owner();

    Delete(Environment environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      owner.check();
      DeleteLimitOverrideRequest request =
          DeleteLimitOverrideRequest.newBuilder()
              .setLimit(limit)
              .setAccountId(owner.accountId())
              .setOrganizationId(owner.organizationId())
              .build();
      return show(
          admin.call(LimitServiceGrpc::newBlockingStub, stub -> stub.deleteLimitOverride(request)),
          deleted ->
              output.line("Limit " + limit + " of " + owner.words() + ": as the policy says"));
    }
  }
}
