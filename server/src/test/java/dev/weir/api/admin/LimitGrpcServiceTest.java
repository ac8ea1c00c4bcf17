package dev.weir.api.admin;

import static dev.weir.api.admin.AdminServer.NOW;
import static dev.weir.api.admin.AdminServer.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.weir.account.Pseudonyms;
import dev.weir.v1.DeleteLimitOverrideRequest;
import dev.weir.v1.LimitOverride;
import dev.weir.v1.LimitServiceGrpc;
import dev.weir.v1.LimitServiceGrpc.LimitServiceBlockingStub;
import dev.weir.v1.ListLimitOverridesRequest;
import dev.weir.v1.PutLimitOverrideRequest;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LimitGrpcServiceTest {
  @AutoClose private AdminServer admin = AdminServer.start(Pseudonyms.none());

  @Test
  void listsWhatWasPutUntilItIsDeleted() {
    LimitOverride forAccount = override().setAccountId("a1").build();
    LimitOverride forOrganization =
        override().setOrganizationId("o1").setExpiresAt(Timestamps.fromMillis(NOW + 10)).build();
    put(forAccount);
    put(forOrganization);
    assertThat(list()).containsExactlyInAnyOrder(forAccount, forOrganization);

    var _ =
        stub()
            .deleteLimitOverride(
                DeleteLimitOverrideRequest.newBuilder().setLimit("rpm").setAccountId("a1").build());
    assertThat(list()).containsExactly(forOrganization);
    admin.clock.set(NOW + 10);
    assertThat(list()).isEmpty();
  }

  @Test
  void namesTheFieldThatIsNotValid() {
    assertInvalid("override.limit", override().clearLimit().setAccountId("a1"));
    assertInvalid("override.account_id", override());
    assertInvalid("override.account_id", override().setAccountId("a1").setOrganizationId("o1"));
    assertInvalid("override.max", override().setAccountId("a1").setMax(-1));
    assertInvalid(
        "override.expires_at",
        override().setAccountId("a1").setExpiresAt(Timestamps.fromMillis(NOW)));
    assertRefused(
        Status.Code.INVALID_ARGUMENT,
        "INVALID_FIELD",
        "limit",
        () -> stub().deleteLimitOverride(DeleteLimitOverrideRequest.getDefaultInstance()));
  }

  @Test
  void putsOwnersUnderPseudonyms() throws Exception {
    Pseudonyms pseudonyms = Pseudonyms.keyed("k".repeat(32).getBytes(StandardCharsets.UTF_8));
    admin.close();
    admin = AdminServer.start(pseudonyms);
    put(override().setOrganizationId("o1").build());

    assertThat(list().getFirst().getOrganizationId()).isEqualTo(pseudonyms.organization("o1"));
  }

  private void assertInvalid(String field, LimitOverride.Builder override) {
    assertRefused(
        Status.Code.INVALID_ARGUMENT, "INVALID_FIELD", field, () -> put(override.build()));
  }

  private LimitServiceBlockingStub stub() {
    return LimitServiceGrpc.newBlockingStub(admin.channel);
  }

  private void put(LimitOverride override) {
    var _ =
        stub().putLimitOverride(PutLimitOverrideRequest.newBuilder().setOverride(override).build());
  }

  private List<LimitOverride> list() {
    return stub()
        .listLimitOverrides(ListLimitOverridesRequest.getDefaultInstance())
        .getOverridesList();
  }

  private static LimitOverride.Builder override() {
    return LimitOverride.newBuilder().setLimit("rpm").setMax(5);
  }
}
