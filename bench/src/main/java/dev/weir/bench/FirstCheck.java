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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts servers, one after another, and measures how long each takes until it is ready, on the
 * clock and of the processors, until it has answered its first check, and then to answer more, one
 * at a time. What it prints is the median over the servers. The first of each command is not
 * counted: it warms this program up, and brings files into memory.
 *
 * <p>Its arguments: how many servers, and the command that starts one, which is given ports and
 * files as {@code weir serve} takes them. Several commands, with {@code --} between them, are run
 * by turns, so that whatever else this machine does slows all of them alike.
 */
final class FirstCheck {
  private static final int CHECKS = 1_000;
  private static final Pattern ADDRESS = Pattern.compile("\"grpc\":\"([^\"]+)\"");

  private final List<String> command;
  private final long[] ready;
  private final long[] processors;
  private final long[] answered;
  private final long[][] checks;

  private FirstCheck(List<String> command, int servers) {
    this.command = command;
    this.ready = new long[servers];
    this.processors = new long[servers];
    this.answered = new long[servers];
    this.checks = new long[CHECKS][servers];
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int servers = Integer.parseInt(arguments[0]);
    List<List<String>> commands = commands(List.of(arguments).subList(1, arguments.length));
    List<FirstCheck> all = new ArrayList<>();
    for (List<String> command : commands) {
      new FirstCheck(command, 1).measure(0);
      all.add(new FirstCheck(command, servers));
    }
    for (int i = 0; i < servers; i++) {
      for (FirstCheck each : all) {
        each.measure(i);
      }
    }
    all.forEach(FirstCheck::print);
  }

  private static List<List<String>> commands(List<String> words) {
    List<List<String>> commands = new ArrayList<>(List.of(new ArrayList<>()));
    for (String word : words) {
      if (word.equals("--")) {
        commands.add(new ArrayList<>());
      } else {
        commands.getLast().add(word);
      }
    }
    return commands;
  }

  private void print() {
    System.out.println(String.join(" ", command));
    System.out.printf(
        "  ready after %,.0f ms, %,.0f ms of processors%n", millis(ready), millis(processors));
    System.out.printf("  first check answered after %,.0f ms%n", millis(answered));
    for (int check : new int[] {1, 2, 10, 100, CHECKS}) {
      System.out.printf("  check %,d took %.2f ms%n", check, millis(checks[check - 1]));
    }
  }

  private void measure(int server) throws IOException, InterruptedException {
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
      processors[server] = process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
      ask(address(Files.readString(file)), server, start);
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

  private void ask(String address, int server, long begin) throws InterruptedException {
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
        long end = System.nanoTime();
        checks[i][server] = end - start;
        if (i == 0) {
          answered[server] = end - begin;
        }
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
