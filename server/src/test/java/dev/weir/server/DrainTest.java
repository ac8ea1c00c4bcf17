package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import dev.weir.api.http.Readiness.State;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.CheckResponse;
import dev.weir.v1.DecisionServiceGrpc;
import dev.weir.v1.DecisionServiceGrpc.DecisionServiceFutureStub;
import dev.weir.v1.Principal;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainTest {
  private static final int IN_FLIGHT = 32;

  @TempDir Path folder;

  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final Queue<Status> failures = new ConcurrentLinkedQueue<>();

  @Test
  void everyCheckUnderLoadIsAnsweredOrCanBeRetried() throws Exception {
    WeirServer server = TestServers.start(folder, Map.of("lifecycle.drain_delay", "10m"));
    ManagedChannel channel = TestServers.channel(server.decisions());
    DecisionServiceFutureStub stub = DecisionServiceGrpc.newFutureStub(channel);
    AtomicBoolean stop = new AtomicBoolean();
    Thread load = Thread.ofPlatform().start(() -> load(stub, stop));
    Thread end = Thread.ofPlatform().unstarted(server::close);
    try {
      await().until(() -> answered.get() > 500);
      end.start();
      await().until(() -> server.readiness().state() == State.DRAINING);
      long before = answered.get();
      await("requests are still taken").until(() -> answered.get() > before + 500);
      server.hurry();
      await("and then no more").until(() -> !failures.isEmpty());
    } finally {
      stop.set(true);
      server.hurry();
      if (!end.isAlive()) {
        server.close();
      }
      end.join();
      load.join();
      channel.shutdownNow();
    }

    assertThat(answered.get() + failures.size()).isEqualTo(sent.get());
    assertThat(failures.stream().map(Status::getCode).collect(Collectors.toSet()))
        .as("whatever was not answered was never taken, and says so: %s", failures.peek())
        .isSubsetOf(Status.Code.UNAVAILABLE);
    assertThat(failures.stream().map(Status::getDescription).distinct())
        .as("no call was cut off in the middle")
        .noneMatch(text -> String.valueOf(text).contains("Connection closed after GOAWAY"))
        .noneMatch(text -> String.valueOf(text).contains("reset"));
  }

  private void load(DecisionServiceFutureStub stub, AtomicBoolean stop) {
    Semaphore free = new Semaphore(IN_FLIGHT);
    while (!stop.get()) {
      free.acquireUninterruptibly();
      String account = "a" + sent.incrementAndGet();
      CheckRequest request =
          CheckRequest.newBuilder()
              .setPrincipal(Principal.newBuilder().setAccountId(account))
              .build();
      Futures.addCallback(
          stub.check(request),
          new FutureCallback<CheckResponse>() {
            @Override
            public void onSuccess(CheckResponse response) {
              answered.incrementAndGet();
              free.release();
            }

            @Override
            public void onFailure(Throwable failure) {
              failures.add(Status.fromThrowable(failure));
              free.release();
            }
          },
          MoreExecutors.directExecutor());
    }
    free.acquireUninterruptibly(IN_FLIGHT);
  }
}
