package dev.weir.cli;

import dev.weir.client.FakeWeir;
import org.junit.jupiter.api.AutoClose;

/** A server that {@code weir check} asks. */
abstract class CheckFixture {
  @AutoClose final FakeWeir server = FakeWeir.start();

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
