package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.weir.v1.DeleteLimitOverrideRequest;
import dev.weir.v1.LimitOverride;
import dev.weir.v1.ListLimitOverridesRequest;
import dev.weir.v1.ListLimitOverridesResponse;
import dev.weir.v1.PutLimitOverrideRequest;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class OverrideCommandTest {
  @AutoClose private final FakeAdmin admin = FakeAdmin.start();

  private static PutLimitOverrideRequest put(LimitOverride.Builder override) {
    return PutLimitOverrideRequest.newBuilder().setOverride(override).build();
  }

  @Test
  void putsAnOverrideOfAnAccountForAWhile() {
    Weir.Run run =
        admin.run("override", "put", "requests", "--account=a1", "--max=2000", "--for=2h");

    assertThat(run)
        .isEqualTo(
            new Weir.Run(
                0,
                "Limit requests of account a1: 2000 until "
                    + Weir.NOW.plus(Duration.ofHours(2))
                    + "\n",
                ""));
    assertThat(admin.requests())
        .containsExactly(
            put(
                LimitOverride.newBuilder()
                    .setLimit("requests")
                    .setAccountId("a1")
                    .setMax(2_000)
                    .setExpiresAt(Timestamps.fromMillis(Weir.NOW.toEpochMilli() + 7_200_000))));
  }

  @Test
  void putsAnOverrideOfAnOrganizationUntilItIsDeleted() {
    Weir.Run run = admin.run("override", "put", "cost", "--org=o1", "--max=0");

    assertThat(run).isEqualTo(new Weir.Run(0, "Limit cost of organization o1: 0\n", ""));
    assertThat(admin.requests())
        .containsExactly(
            put(LimitOverride.newBuilder().setLimit("cost").setOrganizationId("o1").setMax(0)));
  }

  @Test
  void takesAMomentAsWell() {
    admin.run("override", "put", "cost", "--org=o1", "--max=5", "--expires-at=2026-12-01");

    assertThat(admin.requests())
        .containsExactly(
            put(
                LimitOverride.newBuilder()
                    .setLimit("cost")
                    .setOrganizationId("o1")
                    .setMax(5)
                    .setExpiresAt(Timestamps.fromSeconds(1_796_083_200))));
  }

  @Test
  void asksForOneOwnerOneEndAndAMaxThatIsNotNegative() {
    assertThat(admin.run("override", "put", "requests", "--max=5"))
        .isEqualTo(
            new Weir.Run(2, "", "weir override put: whose limit? give --account ID or --org ID\n"));
    assertThat(admin.run("override", "delete", "requests", "--account=a1", "--org=o1"))
        .isEqualTo(
            new Weir.Run(2, "", "weir override delete: give only one of --account and --org\n"));
    assertThat(
            admin
                .run(
                    "override",
                    "put",
                    "requests",
                    "--account=a1",
                    "--max=5",
                    "--for=2h",
                    "--expires-at=2026-12-01")
                .exitCode())
        .isEqualTo(2);
    assertThat(admin.run("override", "put", "requests", "--account=a1", "--max=-1"))
        .isEqualTo(new Weir.Run(2, "", "weir override put: --max: -1 (expected: 0 or more)\n"));
    assertThat(admin.requests()).isEmpty();
  }

  @Test
  void deletesAnOverride() {
    assertThat(admin.run("override", "delete", "requests", "--account=a1"))
        .isEqualTo(new Weir.Run(0, "Limit requests of account a1: as the policy says\n", ""));
    assertThat(admin.requests())
        .containsExactly(
            DeleteLimitOverrideRequest.newBuilder()
                .setLimit("requests")
                .setAccountId("a1")
                .build());
  }

  @Test
  void listsOverridesAsATable() {
    assertThat(admin.run("override", "list").out()).isEqualTo("No overrides of limits\n");
    admin.answer(
        ListLimitOverridesRequest.class,
        ListLimitOverridesResponse.newBuilder()
            .addOverrides(
                LimitOverride.newBuilder()
                    .setLimit("requests")
                    .setAccountId("a1")
                    .setMax(2_000)
                    .setExpiresAt(Timestamps.fromSeconds(1_800_000_000)))
            .addOverrides(LimitOverride.newBuilder().setLimit("cost").setOrganizationId("o1"))
            .build());

    assertThat(admin.run("override", "list").out())
        .isEqualTo(
            """
              LIMIT     ACCOUNT  ORGANIZATION   MAX  EXPIRES
              requests  a1                     2000  2027-01-15T08:00:00Z
              cost               o1               0  never
            """);
    assertThat(admin.run("override", "list", "--json").out()).contains("\"max\":\"2000\"");
  }
}
