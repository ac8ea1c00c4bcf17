package dev.weir.client.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import dev.weir.client.FakeWeir;
import dev.weir.client.Fallback;
import dev.weir.client.WeirClient;
import dev.weir.v1.Challenge;
import dev.weir.v1.CheckRequest;
import dev.weir.v1.LimitStatus;
import dev.weir.v1.Operation;
import dev.weir.v1.Principal;
import dev.weir.v1.ReportRequest;
import dev.weir.v1.Verdict;
import io.grpc.Status;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WeirFilterTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private FakeWeir weir;
  private WeirClient client;
  private Tomcat tomcat;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws Exception {
    weir = FakeWeir.start();
    client =
        WeirClient.builder()
            .target(weir.address())
            .plaintext()
            .deadline(java.time.Duration.ofSeconds(20))
            .fallback(Fallback.DENY)
            .build();
    tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    Context context = tomcat.addContext("", folder.toString());
    Tomcat.addServlet(context, "api", new Api()).setAsyncSupported(true);
    context.addServletMappingDecoded("/*", "api");
    FilterDef filter = new FilterDef();
    filter.setFilterName("weir");
    filter.setFilter(WeirFilter.of(client, WeirFilterTest::question));
    filter.setAsyncSupported("true");
    context.addFilterDef(filter);
    FilterMap map = new FilterMap();
    map.setFilterName("weir");
    map.addURLPattern("/*");
    map.setDispatcher("REQUEST");
    map.setDispatcher("ASYNC");
    context.addFilterMap(map);
    tomcat.start();
  }

  @AfterEach
  void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
    client.close();
    weir.close();
  }

  /** The model API that is guarded: its path says how it serves. */
  private static final class Api extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse answer)
        throws IOException {
      switch (request.getPathInfo()) {
        case "/used" -> WeirFilter.exchange(request).orElseThrow().used(12, 34);
        case "/fails" -> answer.setStatus(502);
        case "/throws" -> throw new IOException("a bug of the application, thrown on purpose");
        case "/async" -> {
          AsyncContext async = request.startAsync();
          async.start(
              () -> {
                WeirFilter.exchange(request).orElseThrow().used(5, 6);
                async.complete();
              });
          return;
        }
        case "/dispatches" -> {
          if (request.getAttribute("again") == null) {
            request.setAttribute("again", true);
            request.startAsync().dispatch();
            return;
          }
        }
        default -> {
          // Served as it is.
        }
      }
      answer.getWriter().print("served");
    }
  }

  private static Optional<CheckRequest> question(HttpServletRequest request) {
    return request.getPathInfo().equals("/health")
        ? Optional.empty()
        : Optional.of(
            CheckRequest.newBuilder()
                .setPrincipal(Principal.newBuilder().setAccountId(request.getHeader("account")))
                .setOperation(Operation.newBuilder().setInputTokens(100).setMaxOutputTokens(1_000))
                .build());
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + path);
    return http.send(
        HttpRequest.newBuilder(uri).header("account", "a1").build(), BodyHandlers.ofString());
  }

  private ReportRequest report() {
    await().until(() -> !weir.reports().isEmpty());
    assertThat(weir.reports()).hasSize(1);
    return weir.reports().peek();
  }

  @Test
  void anAllowedRequestIsServedAndWhatItUsedIsReported() throws Exception {
    HttpResponse<String> answer = get("/used");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("served");
    assertThat(report())
        .isEqualTo(
            ReportRequest.newBuilder()
                .setDecisionId("01JDECISION")
                .setAccountId("a1")
                .setInputTokens(12)
                .setOutputTokens(34)
                .setOutcome("ok")
                .build());
  }

  @Test
  void aRequestThatTheReaderLeavesOutPassesUnasked() throws Exception {
    assertThat(get("/health").body()).isEqualTo("served");
    assertThat(weir.checks()).isEmpty();
  }

  @Test
  void aDeniedRequestIsForbiddenWithItsCodeAndNoMore() throws Exception {
    weir.answer(FakeWeir.DENY);

    HttpResponse<String> answer = get("/used");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
    assertThat(answer.body())
        .isEqualTo(
            "{\"title\":\"The request is refused\",\"status\":403,\"code\":\"ACCOUNT_SUSPENDED\"}");
    assertThat(weir.reports()).isEmpty();
  }

  @Test
  void aRequestOverItsLimitIsToldWhenToComeBack() throws Exception {
    weir.answer(
        FakeWeir.DENY.toBuilder()
            .setRetryAfter(Duration.newBuilder().setSeconds(7).setNanos(1))
            .addLimits(
                LimitStatus.newBuilder()
                    .setName("requests_per_minute")
                    .setLimit(50)
                    .setWindow(Duration.newBuilder().setSeconds(60))
                    .setResetAfter(Duration.newBuilder().setSeconds(30).setNanos(1)))
            .addLimits(
                LimitStatus.newBuilder().setName("in \"flight\"").setLimit(4).setRemaining(3))
            .build());

    HttpResponse<String> answer = get("/used");

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).contains("8");
    assertThat(answer.headers().firstValue("RateLimit-Policy"))
        .contains("\"requests_per_minute\";q=50;w=60, \"in \\\"flight\\\"\";q=4");
    assertThat(answer.headers().firstValue("RateLimit"))
        .contains("\"requests_per_minute\";r=0;t=31, \"in \\\"flight\\\"\";r=3");
  }

  @Test
  void anAllowedRequestCarriesItsLimitsToo() throws Exception {
    weir.answer(
        FakeWeir.allow(CheckRequest.getDefaultInstance()).toBuilder()
            .addLimits(LimitStatus.newBuilder().setName("rpm").setLimit(50).setRemaining(49))
            .build());

    assertThat(get("/used").headers().firstValue("RateLimit")).contains("\"rpm\";r=49");
  }

  @ParameterizedTest
  @EnumSource(names = {"CHALLENGE", "DENY"})
  void aChallengedRequestIsToldWhatToProve(Verdict verdict) throws Exception {
    weir.answer(
        FakeWeir.DENY.toBuilder()
            .setVerdict(verdict)
            .setChallenge(
                Challenge.newBuilder()
                    .setChallengeId("c1")
                    .addKinds("email")
                    .setUrl("https://verify.example/c1"))
            .build());

    HttpResponse<String> answer = get("/used");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body())
        .contains(
            "\"challenge\":{\"challenge_id\":\"c1\",\"kinds\":[\"email\"],"
                + "\"url\":\"https://verify.example/c1\"}")
        .doesNotContain("secret");
  }

  @Test
  void aFallbackToDenyIsUnavailable() throws Exception {
    weir.onCheck((request, answer) -> answer.onError(Status.INTERNAL.asRuntimeException()));

    HttpResponse<String> answer = get("/used");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("WEIR_UNAVAILABLE").doesNotContain("INTERNAL");
  }

  @Test
  void aQuestionThatWeirFindsInvalidIsABadRequest() throws Exception {
    weir.onCheck(
        (request, answer) ->
            answer.onError(Status.INVALID_ARGUMENT.withDescription("secret").asRuntimeException()));

    HttpResponse<String> answer = get("/used");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("INVALID_REQUEST").doesNotContain("secret");
  }

  @Test
  void anErrorOfTheApplicationIsReportedAsOne() throws Exception {
    get("/fails");

    assertThat(report().getOutcome()).isEqualTo("error");
    assertThat(report().getOutputTokens()).isEqualTo(1_000);
  }

  @Test
  void anExceptionOfTheApplicationIsReportedToo() throws Exception {
    assertThat(get("/throws").statusCode()).isEqualTo(500);
    assertThat(report().getOutcome()).isEqualTo("error");
  }

  @Test
  void anAsynchronousRequestIsReportedWhenItEnds() throws Exception {
    get("/async");

    assertThat(report().getOutputTokens()).isEqualTo(6);
    assertThat(report().getOutcome()).isEqualTo("ok");
  }

  @Test
  void aRequestThatIsDispatchedAgainIsAskedAboutOnce() throws Exception {
    assertThat(get("/dispatches").body()).isEqualTo("served");

    assertThat(weir.checks()).hasSize(1);
    assertThat(report().getOutcome()).isEqualTo("ok");
  }
}
