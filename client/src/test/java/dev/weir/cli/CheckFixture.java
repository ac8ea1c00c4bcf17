package dev.weir.cli;

import dev.weir.client.FakeWeir;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server that {@code weir check} asks. */
abstract class CheckFixture {
  FakeWeir server;

  @BeforeEach
  void start() throws IOException {
    server = FakeWeir.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  Weir.Run check(String... arguments) {
    return check(new Weir(), arguments);
  }

  Weir.Run check(Weir weir, String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "check";
    all[1] = "--server";
    all[2] = server.address();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return weir.run(all);
  }
}
