package dev.weir.cli;

import dev.weir.v1.ValidatePolicyRequest;
import dev.weir.v1.ValidatePolicyResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Asks a server whether a policy would load. */
@Command(
    name = "validate",
    description = "Say whether a policy would load, with every problem at once. Changes nothing.",
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0  it would load",
      "  2  it would not       1  Weir failed       3  Weir cannot be reached",
      "",
      "Example:",
      "  weir policy validate policy.yaml"
    })
final class PolicyValidateCommand implements Callable<Integer> {
  private final Environment environment;

  @Parameters(paramLabel = "FILE", description = "The policy; - for standard input.")
  @SuppressWarnings("NullAway.Init")
  private String file;

  @Mixin private final Output output = new Output();
  @Mixin private final AdminPort admin;

  PolicyValidateCommand(Environment environment) {
    this.environment = environment;
    this.admin = new AdminPort(environment);
  }

  @Override
  public Integer call() {
    ValidatePolicyRequest request =
        ValidatePolicyRequest.newBuilder().setYaml(Sources.text(file, environment)).build();
    ValidatePolicyResponse response =
        PolicyCommand.call(admin, stub -> stub.validatePolicy(request));
    if (output.isJson()) {
      output.json(response);
    } else {
      PolicyCommand.print(output, file, response.getProblemsList());
      if (response.getValid()) {
        output.line(file + " is valid");
      }
    }
    return response.getValid() ? ExitCode.OK : ExitCode.USAGE;
  }
}
