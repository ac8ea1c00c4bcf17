package dev.weir.client.servlet;

import dev.weir.client.CheckResult;
import dev.weir.client.Exchange;
import dev.weir.client.InvalidRequestException;
import dev.weir.client.WeirClient;
import dev.weir.v1.CheckRequest;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Weir about every HTTP request before the application sees it. An allowed request is served,
 * with an {@link Exchange} among its attributes where the application says what it used; when it
 * ends, also asynchronously, that is reported.
 *
 * <p>A refused request is answered with problem details (RFC 9457) that tell its caller no more
 * than the decisive reason's code: 429 with {@code Retry-After} where waiting helps, otherwise 403.
 * A challenge is 403 too, with its id, kinds and URL. Where Weir cannot be asked and the fallback
 * is to deny, the answer is 503; where Weir finds the question invalid, 400, and the log says why.
 *
 * <p>Every answer carries the limits that were looked at in {@code RateLimit-Policy} and {@code
 * RateLimit} (draft-ietf-httpapi-ratelimit-headers-10).
 *
 * <p>The thread waits for Weir, at most for the client's deadline.
 */
public final class WeirFilter implements Filter {
  private static final Logger log = LoggerFactory.getLogger(WeirFilter.class);
  private static final String EXCHANGE = Exchange.class.getName();

  private final WeirClient client;
  private final RequestReader reader;

  private WeirFilter(WeirClient client, RequestReader reader) {
    this.client = client;
    this.reader = reader;
  }

  /** Returns a filter that asks {@code client} what {@code reader} reads from each request. */
  public static WeirFilter of(WeirClient client, RequestReader reader) {
    return new WeirFilter(client, reader);
  }

  /** Returns the exchange of a request; empty if Weir was not asked about it. */
  public static Optional<Exchange> exchange(ServletRequest request) {
    return request.getAttribute(EXCHANGE) instanceof Exchange exchange
        ? Optional.of(exchange)
        : Optional.empty();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    // A request that is forwarded or dispatched again was judged when it came.
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)
        || exchange(request).isPresent()) {
      chain.doFilter(request, response);
      return;
    }
    Optional<CheckRequest> question = reader.read(http);
    if (question.isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    CheckResult result;
    try {
      result = client.check(question.get());
    } catch (InvalidRequestException e) {
      log.warn("Weir cannot judge a request: {}", e.getMessage());
      Refusals.notJudged(answer);
      return;
    }
    RateLimitHeaders.write(result.limits(), answer);
    if (result.isAllowed()) {
      serve(new Exchange(client, question.get(), result), http, answer, chain);
    } else {
      Refusals.write(result, answer);
    }
  }

  private static void serve(
      Exchange exchange, HttpServletRequest request, HttpServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    request.setAttribute(EXCHANGE, exchange);
    boolean returned = false;
    try {
      chain.doFilter(request, answer);
      returned = true;
    } finally {
      if (returned && request.isAsyncStarted()) {
        request.getAsyncContext().addListener(new Ending(exchange), request, answer);
      } else {
        exchange.end(returned ? outcome(answer) : "error");
      }
    }
  }

  private static String outcome(HttpServletResponse answer) {
    return answer.getStatus() < 400 ? "ok" : "error";
  }

  /** Reports when an asynchronous request ends. */
  private record Ending(Exchange exchange) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      exchange.end(
          event.getSuppliedResponse() instanceof HttpServletResponse answer
              ? outcome(answer)
              : "ok");
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      exchange.end("timeout");
    }

    @Override
    public void onError(AsyncEvent event) {
      exchange.end("error");
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // Started anew: a container forgets its listeners then.
      event
          .getAsyncContext()
          .addListener(this, event.getSuppliedRequest(), event.getSuppliedResponse());
    }
  }
}
