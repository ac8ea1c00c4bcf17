package dev.weir.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

final class TcpProxyTest {
  private static final int PATIENCE_MILLIS = 30_000;

  @Test
  void aClientSeesItsConnectionEndWhereTheServerIsDown() throws Exception {
    try (RedisServer server = RedisServer.start();
        TcpProxy proxy = TcpProxy.before(server)) {
      server.kill();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
        client.setSoTimeout(PATIENCE_MILLIS);
        assertThat(client.getInputStream().read()).as("the end").isEqualTo(-1);
      }
    }
  }
}
