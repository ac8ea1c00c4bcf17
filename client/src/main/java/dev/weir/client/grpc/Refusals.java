package dev.weir.client.grpc;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.weir.client.CheckResult;
import dev.weir.client.Verdict;
import dev.weir.v1.Challenge;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** Says to a caller that its call is refused, and no more than it may know. */
final class Refusals {
  private static final String DOMAIN = "weir.dev";

  private Refusals() {}

  /** Returns what a refused call ends with. */
  static StatusRuntimeException of(CheckResult result) {
    Status.Builder status = Status.newBuilder();
    ErrorInfo.Builder info = ErrorInfo.newBuilder().setDomain(DOMAIN).setReason(result.code());
    if (result.isFallback()) {
      status.setCode(Code.UNAVAILABLE_VALUE).setMessage("try again later");
    } else if (result.verdict() == Verdict.CHALLENGE) {
      status.setCode(Code.PERMISSION_DENIED_VALUE).setMessage("verification is required");
    } else if (result.response().hasRetryAfter()) {
      status.setCode(Code.RESOURCE_EXHAUSTED_VALUE).setMessage("a limit is exceeded");
    } else {
      status.setCode(Code.PERMISSION_DENIED_VALUE).setMessage("the request is refused");
    }
    result.challenge().ifPresent(challenge -> describe(challenge, info));
    status.addDetails(Any.pack(info.build()));
    if (result.response().hasRetryAfter()) {
      status.addDetails(
          Any.pack(
              RetryInfo.newBuilder().setRetryDelay(result.response().getRetryAfter()).build()));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  /** Returns what a call ends with that Weir could not judge. */
  static StatusRuntimeException notJudged() {
    return StatusProto.toStatusRuntimeException(
        Status.newBuilder()
            .setCode(Code.INVALID_ARGUMENT_VALUE)
            .setMessage("the request is not valid")
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder().setDomain(DOMAIN).setReason("INVALID_REQUEST").build()))
            .build());
  }

  private static void describe(Challenge challenge, ErrorInfo.Builder info) {
    info.putMetadata("challenge_id", challenge.getChallengeId());
    info.putMetadata("kinds", String.join(",", challenge.getKindsList()));
    if (!challenge.getUrl().isEmpty()) {
      info.putMetadata("url", challenge.getUrl());
    }
    if (!challenge.getPuzzle().isEmpty()) {
      info.putMetadata("puzzle", challenge.getPuzzle().toStringUtf8());
    }
  }
}
