package dev.weir.bench;

import dev.weir.v1.CheckRequest;
import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceBlockingStub;
import dev.weir.v1.Operation;
import dev.weir.v1.Principal;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts servers, one after another, and measures how long each takes until it is ready, and then
 * to answer its first checks, one at a time. What it prints is the median over the servers. The
 * first server is not counted: it warms this program up.
 *
 * <p>Its arguments: how many servers, the launcher, and what the launcher gets besides {@code
 * serve}.
 */
final class FirstCheck {
  private static final int CHECKS = 1_000;
  private static final Pattern ADDRESS = Pattern.compile("\"grpc\":\"([^\"]+)\"");

  private FirstCheck() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int servers = Integer.parseInt(arguments[0]);
    List<String> command = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
    command.add(1, "serve");
    long[] ready = new long[servers];
    long[][] checks = new long[CHECKS][servers];
    measure(command, new long[1], new long[CHECKS][1], 0);
    for (int i = 0; i < servers; i++) {
      measure(command, ready, checks, i);
    }
    System.out.printf("ready after %,.0f ms%n", millis(ready));
    for (int check : new int[] {1, 2, 10, 100, CHECKS}) {
      System.out.printf("check %,d took %.2f ms%n", check, millis(checks[check - 1]));
    }
  }

  private static void measure(List<String> command, long[] ready, long[][] checks, int server)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("weir-first-check");
    Path file = folder.resolve("ready.json");
    List<String> whole = new ArrayList<>(command);
    for (String port : List.of("grpc", "admin", "http")) {
      whole.addAll(List.of("--" + port, "127.0.0.1:0"));
    }
    whole.addAll(List.of("--ready-file", file.toString(), "--set", "home=" + folder));
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(whole)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      while (!Files.exists(file)) {
        if (process.waitFor(1, TimeUnit.MILLISECONDS)) {
          throw new IOException("the server ended: " + Files.readString(folder.resolve("log")));
        }
      }
      ready[server] = System.nanoTime() - start;
      ask(address(Files.readString(file)), checks, server);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static String address(String json) throws IOException {
    Matcher address = ADDRESS.matcher(json);
    if (!address.find()) {
      throw new IOException("no address in " + json);
    }
    return address.group(1);
  }

  private static void ask(String address, long[][] checks, int server) throws InterruptedException {
    ManagedChannel channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    try {
      DecisionServiceBlockingStub stub = DecisionServiceGrpc.newBlockingStub(channel);
      for (int i = 0; i < CHECKS; i++) {
        CheckRequest request =
            CheckRequest.newBuilder()
                .setRequestId("r" + i)
                .setPrincipal(Principal.newBuilder().setAccountId("a" + i % 10))
                .setOperation(
                    Operation.newBuilder()
                        .setModel("large")
                        .setInputTokens(100)
                        .setMaxOutputTokens(100))
                .build();
        long start = System.nanoTime();
        stub.check(request);
        checks[i][server] = System.nanoTime() - start;
      }
    } finally {
      channel.shutdownNow();
      channel.awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  private static double millis(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2] / 1e6;
  }
}
