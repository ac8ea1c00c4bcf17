package dev.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.cli.CommandFailure;
import dev.weir.config.Endpoint;
import dev.weir.demo.DemoReport.Outcome;
import dev.weir.demo.Event.AccountPushed;
import dev.weir.demo.Event.Checked;
import dev.weir.demo.Event.Reported;
import dev.weir.demo.Tally.Group;
import dev.weir.v1.Account;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.Principal;
import dev.weir.v1.ReportRequest;
import java.net.ConnectException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServerRunTest {
  private static final long START = 1_777_852_800_000L;
  private static final long MINUTE = 60_000;
  private static final Group GROUP = new Group("", "hobby");

  private static final String ASK_EVERYBODY =
      """
      apiVersion: weir.dev/v1
      name: suspicious
      rules:
        - {name: ask, when: account.verification < IDENTITY, verdict: challenge, kinds: [identity]}
      """;

  private static final String ONE_AT_ONCE =
      """
      apiVersion: weir.dev/v1
      name: one-at-once
      limits:
        - {name: slots, by: account, measure: concurrency, window: 10m, max: 1}
      rules:
        - {name: busy, when: limits.exceeded, verdict: deny}
      """;

  @Test
  void whoPassesIsLeftAloneTenMinutesLater() throws Exception {
    try (ServerRun run = ServerRun.start(ASK_EVERYBODY, START)) {
      play(run, START, account(), check("1", true));
      play(run, START + 9 * MINUTE, check("2", true));
      play(run, START + 11 * MINUTE, check("3", true));
      play(run, START + 120 * MINUTE, check("4", true));

      assertThat(run.tally().outcome(GROUP)).isEqualTo(new Outcome(2, 2, 0, 1, 0));
      assertThat(run.called()).as("an account, four checks and an answer").isEqualTo(6);
    }
  }

  @Test
  void whoDoesNotPassIsAskedAgainAndAgain() throws Exception {
    try (ServerRun run = ServerRun.start(ASK_EVERYBODY, START)) {
      play(run, START, account(), check("1", false));
      play(run, START + 30 * MINUTE, check("2", false));

      assertThat(run.tally().outcome(GROUP)).isEqualTo(new Outcome(0, 2, 0, 1, 0));
    }
  }

  @Test
  void whatOneCallerDoesKeepsItsOrder() throws Exception {
    try (ServerRun run = ServerRun.start(ONE_AT_ONCE, START)) {
      play(
          run,
          START,
          account(),
          check("1", false),
          check("2", false),
          report("2"),
          report("1"),
          check("3", false));

      assertThat(run.tally().outcome(GROUP)).isEqualTo(new Outcome(2, 0, 1, 0, 1));
      assertThat(run.tally().stopped()).isEqualTo(1);
    }
  }

  @Test
  void whatAServerRefusesEndsTheRun() throws Exception {
    try (ServerRun run = ServerRun.start(ONE_AT_ONCE, START)) {
      Checked nobodys =
          new Checked(START, "", CheckRequest.getDefaultInstance(), new Truth("", "hobby", false));

      assertThatThrownBy(() -> play(run, START, nobodys))
          .hasCauseInstanceOf(CommandFailure.class)
          .hasMessageContaining("the server at " + run.endpoint() + " failed: ")
          .hasMessageContaining("INVALID_ARGUMENT");
    }
  }

  @Test
  void nothingIsLeftRunning() throws Exception {
    Endpoint endpoint;
    try (ServerRun run = ServerRun.start(ONE_AT_ONCE, START)) {
      endpoint = run.endpoint();
    }

    assertThatThrownBy(() -> new Socket(endpoint.host(), endpoint.port()))
        .isInstanceOf(ConnectException.class);
  }

  private static void play(ServerRun run, long now, Event... events) {
    run.play(now, List.of(events)).join();
  }

  private static Event account() {
    return new AccountPushed(
        START,
        "a1",
        Account.newBuilder().setAccountId("a1").setStatus(Account.Status.ACTIVE).build());
  }

  private static Event check(String requestId, boolean passes) {
    return new Checked(
        START,
        "a1",
        CheckRequest.newBuilder()
            .setRequestId(requestId)
            .setPrincipal(Principal.newBuilder().setAccountId("a1"))
            .build(),
        new Truth("", "hobby", passes));
  }

  private static Event report(String requestId) {
    return new Reported(
        START, "a1", requestId, ReportRequest.newBuilder().setAccountId("a1").build());
  }
}
