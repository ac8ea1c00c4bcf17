package dev.weir.api.admin;

import com.google.protobuf.util.Timestamps;
import dev.weir.api.grpc.GrpcErrors;
import dev.weir.policy.LoadedPolicy;
import dev.weir.policy.Policies;
import dev.weir.policy.Policies.Change;
import dev.weir.v1.ApplyPolicyRequest;
import dev.weir.v1.ApplyPolicyResponse;
import dev.weir.v1.GetPolicyRequest;
import dev.weir.v1.Policy;
import dev.weir.v1.PolicyServiceGrpc.PolicyServiceImplBase;
import dev.weir.v1.ReloadPolicyRequest;
import dev.weir.v1.ReloadPolicyResponse;
import dev.weir.v1.ValidatePolicyRequest;
import dev.weir.v1.ValidatePolicyResponse;
import dev.weir.validation.InvalidFieldException;
import io.grpc.stub.StreamObserver;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Serves the policy to operators. A policy that does not load is no error of the call: the response
 * says what is wrong with it, and that the one before stays in force.
 */
public final class PolicyGrpcService extends PolicyServiceImplBase {
  private final Policies policies;
  private final Executor background;
  private final Calls calls;

  /**
   * Creates the service.
   *
   * @param background where policies are read and compiled: neither is for the transport's threads.
   *     One thread with a short queue will do
   */
  public PolicyGrpcService(Policies policies, Executor background, GrpcErrors errors) {
    this.policies = policies;
    this.background = background;
    this.calls = new Calls(errors);
  }

  @Override
  public void getPolicy(GetPolicyRequest request, StreamObserver<Policy> responses) {
    calls.answer(responses, () -> CompletableFuture.completedStage(message(policies.current())));
  }

  @Override
  public void validatePolicy(
      ValidatePolicyRequest request, StreamObserver<ValidatePolicyResponse> responses) {
    calls.answer(
        responses,
        () -> {
          String yaml = required(request.getYaml());
          return CompletableFuture.supplyAsync(() -> validate(yaml), background);
        });
  }

  @Override
  public void applyPolicy(
      ApplyPolicyRequest request, StreamObserver<ApplyPolicyResponse> responses) {
    calls.answer(
        responses,
        () -> {
          String yaml = required(request.getYaml());
          return CompletableFuture.supplyAsync(() -> apply(yaml), background);
        });
  }

  @Override
  public void reloadPolicy(
      ReloadPolicyRequest request, StreamObserver<ReloadPolicyResponse> responses) {
    calls.answer(responses, () -> CompletableFuture.supplyAsync(this::reload, background));
  }

  private ValidatePolicyResponse validate(String yaml) {
    return PolicyMessages.validation(policies.validate(yaml));
  }

  private ApplyPolicyResponse apply(String yaml) {
    Change change = policies.apply(yaml);
    return ApplyPolicyResponse.newBuilder()
        .setApplied(change.applied())
        .addAllProblems(PolicyMessages.problems(change.problems()))
        .setPolicy(message(change.inForce()))
        .build();
  }

  private ReloadPolicyResponse reload() {
    Change change = policies.reload();
    return ReloadPolicyResponse.newBuilder()
        .setApplied(change.applied())
        .addAllProblems(PolicyMessages.problems(change.problems()))
        .setPolicy(message(change.inForce()))
        .build();
  }

  private static String required(String yaml) {
    if (yaml.isBlank()) {
      throw new InvalidFieldException("yaml", "a policy", yaml);
    }
    return yaml;
  }

  private static Policy message(LoadedPolicy policy) {
    return Policy.newBuilder()
        .setName(policy.policy().name())
        .setDigest(policy.policy().digest())
        .setVersion(policy.policy().version())
        .setYaml(policy.yaml())
        .setLoadedAt(Timestamps.fromMillis(policy.loadedAt()))
        .setOrigin(policy.origin().name().toLowerCase(Locale.ROOT))
        .build();
  }
}
