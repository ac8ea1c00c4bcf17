package dev.weir.store.redis;

import dev.weir.config.Secret;
import dev.weir.validation.InvalidFieldException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;

/**
 * Where Redis is, and as whom to log in, read from one of
 *
 * <ul>
 *   <li>{@code redis://user:password@host:port/database}
 *   <li>{@code redis-sentinel://user:password@host:port,host:port/master}: the addresses are the
 *       Sentinels', user and password those of the master
 *   <li>{@code redis-cluster://user:password@host:port,host:port}: some of the nodes
 * </ul>
 *
 * or {@code rediss}, {@code rediss-sentinel}, {@code rediss-cluster} for TLS. User, password, port
 * and database may be left out; reserved characters in user and password are percent-encoded. It is
 * never shown with its password, not even where it is wrong.
 *
 * @param nodes at least one; exactly one if standalone
 * @param user the ACL user; empty for the default user
 * @param password empty for none
 * @param database 0 except where standalone
 * @param master the name that the Sentinels know it by; empty where there are none
 */
record RedisUrl(
    Topology topology,
    boolean tls,
    List<HostAndPort> nodes,
    String user,
    Secret password,
    int database,
    String master) {

  private static final String FIELD = "store.url";
  private static final int HIGHEST_PORT = 65_535;
  private static final int HIGHEST_DATABASE = 16_383;

  /** How the servers are arranged. */
  enum Topology {
    STANDALONE("redis", "rediss", 6379),
    SENTINEL("redis-sentinel", "rediss-sentinel", 26_379),
    CLUSTER("redis-cluster", "rediss-cluster", 6379);

    private final String plain;
    private final String secure;
    private final int port;

    Topology(String plain, String secure, int port) {
      this.plain = plain;
      this.secure = secure;
      this.port = port;
    }
  }

  RedisUrl {
    nodes = List.copyOf(nodes);
  }

  /** Returns what a url states; throws {@link InvalidFieldException} where it states nothing. */
  static RedisUrl parse(String url) {
    int colon = url.indexOf("://");
    String scheme = colon < 0 ? "" : url.substring(0, colon);
    for (Topology topology : Topology.values()) {
      if (scheme.equals(topology.plain) || scheme.equals(topology.secure)) {
        return parse(topology, scheme.equals(topology.secure), url.substring(colon + 3));
      }
    }
    throw invalid(
        "a url that begins with redis://, redis-sentinel:// or redis-cluster://, or with"
            + " rediss://, rediss-sentinel:// or rediss-cluster:// for TLS",
        colon < 0 ? "no scheme" : scheme + "://");
  }

  private static RedisUrl parse(Topology topology, boolean tls, String rest) {
    int at = rest.lastIndexOf('@');
    String login = at < 0 ? "" : rest.substring(0, at);
    String place = rest.substring(at + 1);
    int slash = place.indexOf('/');
    String path = slash < 0 ? "" : place.substring(slash + 1);
    List<HostAndPort> nodes = new ArrayList<>();
    for (String node : place.substring(0, slash < 0 ? place.length() : slash).split(",", -1)) {
      nodes.add(node(node, topology.port));
    }
    if (topology == Topology.STANDALONE && nodes.size() > 1) {
      throw invalid(
          "one host:port; several need redis-sentinel:// or redis-cluster://", nodes.size());
    }
    if (topology == Topology.SENTINEL && path.isEmpty()) {
      throw invalid("the master's name after the Sentinels, such as /mymaster", "none");
    }
    if (topology == Topology.CLUSTER && !path.isEmpty()) {
      throw invalid("nothing after the nodes: a cluster has one database", "/" + path);
    }
    int separator = login.indexOf(':');
    return new RedisUrl(
        topology,
        tls,
        nodes,
        separator < 0 ? "" : decoded(login.substring(0, separator)),
        new Secret(decoded(login.substring(separator + 1))),
        topology == Topology.STANDALONE && !path.isEmpty() ? database(path) : 0,
        topology == Topology.SENTINEL ? path : "");
  }

  private static HostAndPort node(String text, int otherwise) {
    try {
      URI uri = new URI("redis://" + text);
      int port = uri.getPort() < 0 ? otherwise : uri.getPort();
      if (uri.getHost() == null || uri.getUserInfo() != null || port < 1 || port > HIGHEST_PORT) {
        throw invalid("host:port with a port from 1 to 65535", shown(text));
      }
      String host = uri.getHost();
      return new HostAndPort(
          host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
    } catch (URISyntaxException e) {
      throw invalid("host:port, separated by commas", shown(text));
    }
  }

  /**
   * Returns what comes before a colon: after it there may be a password, if the host was forgotten.
   */
  private static String shown(String node) {
    int colon = node.indexOf(':');
    return colon < 0 ? node : node.substring(0, colon + 1) + "…";
  }

  private static int database(String text) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > HIGHEST_DATABASE) {
      throw invalid("a database's number after the /", text);
    }
    return Integer.parseInt(text);
  }

  private static String decoded(String text) {
    try {
      // A plus stands for itself in a user info, but not in the form encoding.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid("user and password percent-encoded (a % is written %25)", "another");
    }
  }

  private static InvalidFieldException invalid(String expected, Object found) {
    return new InvalidFieldException(FIELD, expected, found);
  }

  /** Returns the url without user and password. */
  @Override
  public String toString() {
    String places = nodes.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
    String path =
        switch (topology) {
          case STANDALONE -> "/" + database;
          case SENTINEL -> "/" + master;
          case CLUSTER -> "";
        };
    return (tls ? topology.secure : topology.plain) + "://" + places + path;
  }
}
