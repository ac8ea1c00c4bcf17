package dev.weir.cli;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reaches the administrative port, with the token that it asks for. */
final class AdminPort {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private static final String USUAL = "127.0.0.1:9091";

  private final Environment environment;

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      description = "Weir's admin port. Default: WEIR_ADMIN, or 127.0.0.1:9091.")
  private Optional<String> address = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "The file with the admin token. Default: the token in WEIR_ADMIN_TOKEN, or the file that"
              + " a server on this machine wrote: $${WEIR_HOME:-~/.weir}/admin.token.")
  private Optional<Path> tokenFile = Optional.empty();

  @Mixin private final Transport transport = new Transport();

  AdminPort(Environment environment) {
    this.environment = environment;
  }

  /** Makes calls on one connection. The channel carries the token. */
  <R> R call(Function<Channel, R> work) {
    Metadata headers = new Metadata();
    Token token = token();
    headers.put(AUTHORIZATION, "Bearer " + token.value);
    return transport.call(
        new Transport.Port("--admin", USUAL, " in " + token.source),
        address.orElseGet(() -> environment.variable("WEIR_ADMIN", USUAL)),
        channel ->
            work.apply(
                ClientInterceptors.intercept(
                    channel, MetadataUtils.newAttachHeadersInterceptor(headers))));
  }

  /** Makes one call of a service. */
  <S extends AbstractStub<S>, R> R call(Function<Channel, S> service, Function<S, R> work) {
    return call(
        channel ->
            work.apply(
                service
                    .apply(channel)
                    .withDeadlineAfter(timeout().toNanos(), TimeUnit.NANOSECONDS)));
  }

  /** Returns how long an answer is waited for. */
  Duration timeout() {
    return transport.timeout();
  }

  /** A token, and where it was found. */
  private record Token(String source, String value) {}

  private Token token() {
    if (tokenFile.isPresent()) {
      return read(tokenFile.get());
    }
    String variable = environment.variable("WEIR_ADMIN_TOKEN", "");
    if (!variable.isEmpty()) {
      return valid("WEIR_ADMIN_TOKEN", variable);
    }
    Path written = environment.weirHome().resolve("admin.token");
    if (!Files.exists(written)) {
      throw CommandFailure.usage(
          "no admin token: give --token-file FILE, set WEIR_ADMIN_TOKEN, or start a server here,"
              + " which writes "
              + written);
    }
    return read(written);
  }

  private static Token read(Path file) {
    try {
      // A server's file has a token on each line, while they are being changed; any of them opens.
      return valid(
          file.toString(),
          Files.readAllLines(file).stream()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .findFirst()
              .orElse(""));
    } catch (NoSuchFileException e) {
      throw CommandFailure.usage("--token-file: " + file + ": no such file");
    } catch (IOException e) {
      throw Sources.unreadable(file.toString(), e);
    }
  }

  private static Token valid(String source, String text) {
    String token = text.strip();
    if (!token.matches("[!-~]{1,4096}")) {
      throw CommandFailure.usage(
          source + ": not a token (expected: one line of printable characters)");
    }
    return new Token(source, token);
  }
}
