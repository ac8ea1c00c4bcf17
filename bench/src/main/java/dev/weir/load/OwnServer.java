package dev.weir.load;

import dev.weir.config.Endpoint;
import java.util.Optional;

/**
 * A server that was started for a run.
 *
 * @param grpc where it is asked
 * @param http where it tells its metrics, if it has any
 */
record OwnServer(OwnProcess process, Endpoint grpc, Optional<String> http) {}
