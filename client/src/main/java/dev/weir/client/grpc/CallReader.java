package dev.weir.client.grpc;

import dev.weir.v1.CheckRequest;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.util.Optional;

/**
 * Reads from a call what Weir is to be asked about it. Used by many threads at once; must not
 * block.
 */
@FunctionalInterface
public interface CallReader {

  /**
   * Returns what to ask, or nothing to let the call pass unasked, as for health checks.
   *
   * @param call gives the method, and the attributes of the connection, such as the caller's
   *     address
   * @param message the request message; empty where the client may send several, since the call is
   *     judged before the first, and where it sent none
   */
  Optional<CheckRequest> read(ServerCall<?, ?> call, Metadata headers, Optional<Object> message);
}
