package dev.weir.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.store.redis.RedisUrl.Topology;
import dev.weir.validation.InvalidFieldException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;

final class RedisUrlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://db1                           | STANDALONE | false | redis://db1:6379/0",
        "redis://db1:7000/3                    | STANDALONE | false | redis://db1:7000/3",
        "rediss://[::1]:7000                   | STANDALONE | true  | rediss://::1:7000/0",
        "redis-sentinel://s1,s2:7/main         | SENTINEL | false |"
            + " redis-sentinel://s1:26379,s2:7/main",
        "rediss-sentinel://s1/main             | SENTINEL | true  |"
            + " rediss-sentinel://s1:26379/main",
        "redis-cluster://n1:1,n2:2             | CLUSTER  | false | redis-cluster://n1:1,n2:2",
        "rediss-cluster://n1:1,n2              | CLUSTER  | true  | rediss-cluster://n1:1,n2:6379",
      })
  void readsEveryTopology(String url, Topology topology, boolean tls, String shown) {
    RedisUrl read = RedisUrl.parse(url);
    assertThat(read.topology()).isEqualTo(topology);
    assertThat(read.tls()).isEqualTo(tls);
    assertThat(read).hasToString(shown);
  }

  @Test
  void readsWhoLogsIn() {
    RedisUrl read = RedisUrl.parse("redis://we%3Air:p%40ss+w/ord@db1:7000/2");
    assertThat(read.user()).isEqualTo("we:ir");
    assertThat(read.password().value()).isEqualTo("p@ss+w/ord");
    assertThat(read.nodes()).containsExactly(new HostAndPort("db1", 7000));
    assertThat(read.database()).isEqualTo(2);
  }

  @Test
  void readsAPasswordOfTheDefaultUser() {
    RedisUrl read = RedisUrl.parse("redis://:secret@db1");
    assertThat(read.user()).isEmpty();
    assertThat(read.password().value()).isEqualTo("secret");
  }

  @Test
  void neverShowsThePassword() {
    RedisUrl read = RedisUrl.parse("redis-cluster://weir:hunter2@n1,n2");
    assertThat(read.toString()).doesNotContain("hunter2").doesNotContain("weir");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "localhost:6379               | a url that begins with redis://",
        "http://localhost             | a url that begins with redis://",
        "redis://a,b                  | redis-sentinel:// or redis-cluster://",
        "redis-sentinel://s1:26379    | the master's name",
        "redis-cluster://n1:1/0       | a cluster has one database",
        "redis://db1/one              | a database's number",
        "redis://db1:0                | a port from 1 to 65535",
        "redis://db1:99999            | a port from 1 to 65535",
        "redis://u:%zz@db1            | percent-encoded",
      })
  void saysWhatWasExpected(String url, String expected) {
    assertThatThrownBy(() -> RedisUrl.parse(url))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageStartingWith("store.url: ")
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://weir:hunter2",
        "redis://weir:hunter2@db1:x",
        "redis://weir:hunter2@",
        "redis-sentinel://weir:hunter2@s1",
        "redis-cluster://weir:hunter2@n1,n2/3",
        "weir:hunter2@db1",
        "http://weir:hunter2@db1",
      })
  void neverShowsThePasswordOfAWrongUrl(String url) {
    assertThatThrownBy(() -> RedisUrl.parse(url))
        .isInstanceOf(InvalidFieldException.class)
        .message()
        .doesNotContain("hunter2");
  }
}
