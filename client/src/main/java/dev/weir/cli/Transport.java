package dev.weir.cli;

import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** How a command reaches a server: the options, and the call itself. */
final class Transport {
  /** What Netty says where the other side does not speak HTTP/2. */
  private static final String NO_GRPC = "http2 exception";

  /**
   * A port, for messages.
   *
   * @param option the option that names it
   * @param usual where it is by default
   * @param token where the token for it comes from, in words; empty if it asks for none
   */
  record Port(String option, String usual, String token) {}

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "5s",
      description =
          "How long to wait for the answer, such as 500ms or 10s. Default: ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init")
  private Duration timeout;

  @Option(
      names = "--tls",
      description =
          "Connect by TLS. Default: TLS, except to a loopback address, which is asked in plain"
              + " text.")
  private boolean tls;

  @Option(names = "--plaintext", description = "Connect without TLS, also to another machine.")
  private boolean plaintext;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "Trust the authorities in this PEM file. Implies --tls. Default: those that Java trusts.")
  private Optional<Path> authorities = Optional.empty();

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      description =
          "The name that the server's certificate has, where it is asked at another, such as by a"
              + " forwarded port. Implies --tls.")
  private Optional<String> serverName = Optional.empty();

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "Present the certificate chain in this PEM file. Needs --key, implies --tls.")
  private Optional<Path> certificate = Optional.empty();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The private key of --cert, as PKCS #8 in PEM.")
  private Optional<Path> key = Optional.empty();

  /** Returns how long the answer is waited for. */
  Duration timeout() {
    return timeout;
  }

  /**
   * Connects, calls, and closes the connection.
   *
   * @param port for messages
   * @param address HOST:PORT
   * @param work uses the channel while it is open; what it throws as a gRPC status becomes a line
   *     for the user
   */
  <R> R call(Port port, String address, Function<Channel, R> work) {
    HostAndPort endpoint = HostAndPort.parse(port.option, address, port.usual);
    ManagedChannelBuilder<?> builder =
        Grpc.newChannelBuilderForAddress(endpoint.host(), endpoint.port(), credentials(endpoint));
    serverName.ifPresent(builder::overrideAuthority);
    ManagedChannel channel = builder.build();
    try {
      return work.apply(channel);
    } catch (StatusRuntimeException e) {
      throw explain(port, endpoint, e);
    } finally {
      channel.shutdownNow();
      awaitEnd(channel);
    }
  }

  private ChannelCredentials credentials(HostAndPort endpoint) {
    if (wantsTls() && plaintext) {
      throw CommandFailure.usage(
          "--plaintext excludes --tls, --ca, --server-name and --cert: give one or the other");
    }
    if (certificate.isPresent() != key.isPresent()) {
      throw CommandFailure.usage("--cert and --key belong together: give both or neither");
    }
    if (isPlain(endpoint)) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    try {
      if (authorities.isPresent()) {
        credentials.trustManager(authorities.get().toFile());
      }
      if (certificate.isPresent() && key.isPresent()) {
        credentials.keyManager(certificate.get().toFile(), key.get().toFile());
      }
      return credentials.build();
    } catch (IOException e) {
      throw CommandFailure.usage("TLS files: " + e.getMessage());
    }
  }

  private boolean wantsTls() {
    return tls || authorities.isPresent() || serverName.isPresent() || certificate.isPresent();
  }

  private boolean isPlain(HostAndPort endpoint) {
    return plaintext || (!wantsTls() && endpoint.isLoopback());
  }

  private CommandFailure explain(Port port, HostAndPort endpoint, StatusRuntimeException e) {
    Status status = e.getStatus();
    String words = Text.clean(String.valueOf(status.getDescription()));
    return switch (status.getCode()) {
      case UNAVAILABLE ->
          new CommandFailure(
              ExitCode.UNREACHABLE,
              "cannot reach Weir at "
                  + endpoint
                  + " ("
                  + Text.clean(rootCause(e))
                  + "); start it with 'weir serve', or name another with "
                  + port.option
                  + (isPlain(endpoint) && !isRefused(e) ? ", or add --tls if it speaks TLS" : ""));
      case DEADLINE_EXCEEDED ->
          new CommandFailure(
              ExitCode.UNREACHABLE,
              "no answer from Weir at "
                  + endpoint
                  + " within "
                  + Text.words(timeout)
                  + "; give it longer with --timeout, or name another with "
                  + port.option);
      case INVALID_ARGUMENT -> CommandFailure.usage(words);
      case UNAUTHENTICATED, PERMISSION_DENIED ->
          new CommandFailure(
              ExitCode.FAILURE,
              "Weir at "
                  + endpoint
                  + " refused the admin token"
                  + port.token
                  + "; give the right one with --token-file or WEIR_ADMIN_TOKEN");
      case UNIMPLEMENTED ->
          new CommandFailure(
              ExitCode.FAILURE,
              endpoint
                  + " does not serve this call; check the address that "
                  + port.option
                  + " names");
      case NOT_FOUND, FAILED_PRECONDITION, ALREADY_EXISTS ->
          new CommandFailure(ExitCode.FAILURE, words);
      default ->
          new CommandFailure(
              ExitCode.FAILURE,
              words.equals(NO_GRPC)
                  ? endpoint
                      + " does not speak gRPC; check the address that "
                      + port.option
                      + " names"
                  : "Weir at " + endpoint + " failed with " + status.getCode() + ": " + words);
    };
  }

  /** Returns whether nobody listens there: then it is no question of TLS. */
  private static boolean isRefused(StatusRuntimeException e) {
    return rootCause(e).contains("refused");
  }

  /**
   * Returns what the network said, such as "Connection refused", rather than gRPC's words around
   * it.
   */
  private static String rootCause(StatusRuntimeException e) {
    String words = String.valueOf(e.getStatus().getDescription());
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      words = String.valueOf(cause.getMessage());
    }
    // Netty's native transport puts the system call before what it said.
    return words.replaceFirst("^\\S+ failed with error\\(-?[0-9]+\\): ", "");
  }

  private static void awaitEnd(ManagedChannel channel) {
    try {
      channel.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
