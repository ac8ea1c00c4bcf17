package dev.weir.cli;

import com.google.protobuf.MessageOrBuilder;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;

/** A command that asks the administrative port. */
abstract class AdminCommand implements Callable<Integer> {
  final Environment environment;

  @Mixin final Output output = new Output();
  @Mixin final AdminPort admin;

  AdminCommand(Environment environment) {
    this.environment = environment;
    this.admin = new AdminPort(environment);
  }

  /** Prints an answer, as JSON where that is asked for, and returns that all went well. */
  final <M extends MessageOrBuilder> int show(M answer, Consumer<M> forPeople) {
    if (output.isJson()) {
      output.json(answer);
    } else {
      forPeople.accept(answer);
    }
    return ExitCode.OK;
  }
}
