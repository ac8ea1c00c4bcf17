package dev.weir.api.admin;

import com.google.protobuf.util.Timestamps;
import dev.weir.account.Pseudonyms;
import dev.weir.api.grpc.GrpcErrors;
import dev.weir.limit.LimitOverride;
import dev.weir.limit.LimitOverride.Owner;
import dev.weir.limit.OverrideStore;
import dev.weir.v1.DeleteLimitOverrideRequest;
import dev.weir.v1.DeleteLimitOverrideResponse;
import dev.weir.v1.LimitServiceGrpc.LimitServiceImplBase;
import dev.weir.v1.ListLimitOverridesRequest;
import dev.weir.v1.ListLimitOverridesResponse;
import dev.weir.v1.PutLimitOverrideRequest;
import dev.weir.v1.PutLimitOverrideResponse;
import dev.weir.validation.Check;
import dev.weir.validation.InvalidFieldException;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.LongSupplier;

/** Serves overrides of limits to operators. Blocks no thread of the transport. */
public final class LimitGrpcService extends LimitServiceImplBase {
  private final OverrideStore store;
  private final Pseudonyms pseudonyms;
  private final LongSupplier clock;
  private final Calls calls;

  /**
   * Creates the service.
   *
   * @param pseudonyms what identifiers are kept as; a list shows them as they are kept
   * @param clock epoch milliseconds, corrected to the store's
   */
  public LimitGrpcService(
      OverrideStore store, Pseudonyms pseudonyms, LongSupplier clock, GrpcErrors errors) {
    this.store = store;
    this.pseudonyms = pseudonyms;
    this.clock = clock;
    this.calls = new Calls(errors);
  }

  @Override
  public void putLimitOverride(
      PutLimitOverrideRequest request, StreamObserver<PutLimitOverrideResponse> responses) {
    calls.answer(
        responses,
        () ->
            store
                .put(override(request.getOverride()))
                .thenApply(done -> PutLimitOverrideResponse.getDefaultInstance()));
  }

  @Override
  public void deleteLimitOverride(
      DeleteLimitOverrideRequest request, StreamObserver<DeleteLimitOverrideResponse> responses) {
    calls.answer(
        responses,
        () ->
            store
                .delete(
                    key(
                        "",
                        request.getLimit(),
                        request.getAccountId(),
                        request.getOrganizationId()))
                .thenApply(done -> DeleteLimitOverrideResponse.getDefaultInstance()));
  }

  @Override
  public void listLimitOverrides(
      ListLimitOverridesRequest request, StreamObserver<ListLimitOverridesResponse> responses) {
    calls.answer(responses, () -> store.list().thenApply(this::current));
  }

  private LimitOverride override(dev.weir.v1.LimitOverride message) {
    LimitOverride.Key key =
        key("override.", message.getLimit(), message.getAccountId(), message.getOrganizationId());
    if (message.getMax() < 0) {
      throw new InvalidFieldException(
          "override.max",
          "a whole number from 0 to " + Long.MAX_VALUE,
          Long.toUnsignedString(message.getMax()));
    }
    return new LimitOverride(
        key.limit(), key.owner(), key.ownerId(), message.getMax(), expiresAt(message));
  }

  private long expiresAt(dev.weir.v1.LimitOverride message) {
    return message.hasExpiresAt()
        ? AccountMessages.future("override.expires_at", message.getExpiresAt(), clock.getAsLong())
        : 0;
  }

  private LimitOverride.Key key(
      String path, String limit, String accountId, String organizationId) {
    Check.required(path + "limit", limit);
    Check.text(path + "account_id", accountId);
    Check.text(path + "organization_id", organizationId);
    if (accountId.isEmpty() == organizationId.isEmpty()) {
      throw new InvalidFieldException(
          path + "account_id",
          "either account_id or organization_id",
          accountId.isEmpty() ? "neither" : "both");
    }
    return accountId.isEmpty()
        ? new LimitOverride.Key(limit, Owner.ORGANIZATION, pseudonyms.organization(organizationId))
        : new LimitOverride.Key(limit, Owner.ACCOUNT, pseudonyms.account(accountId));
  }

  private ListLimitOverridesResponse current(List<LimitOverride> overrides) {
    long now = clock.getAsLong();
    ListLimitOverridesResponse.Builder response = ListLimitOverridesResponse.newBuilder();
    for (LimitOverride override : overrides) {
      if (override.expiresAt() == 0 || now < override.expiresAt()) {
        response.addOverrides(message(override));
      }
    }
    return response.build();
  }

  private static dev.weir.v1.LimitOverride message(LimitOverride override) {
    dev.weir.v1.LimitOverride.Builder message =
        dev.weir.v1.LimitOverride.newBuilder().setLimit(override.limit()).setMax(override.max());
    switch (override.owner()) {
      case ACCOUNT -> message.setAccountId(override.ownerId());
      case ORGANIZATION -> message.setOrganizationId(override.ownerId());
    }
    if (override.expiresAt() != 0) {
      message.setExpiresAt(Timestamps.fromMillis(override.expiresAt()));
    }
    return message.build();
  }
}
