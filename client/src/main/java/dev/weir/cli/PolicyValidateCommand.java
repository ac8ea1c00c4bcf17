package dev.weir.cli;

import dev.weir.v1.PolicyServiceGrpc;
import dev.weir.v1.ValidatePolicyRequest;
import dev.weir.v1.ValidatePolicyResponse;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says whether a policy would load: by itself, or by asking a server. */
@Command(
    name = "validate",
    description = {
      "Say whether a policy would load, with every problem at once. Changes nothing.",
      "No server is needed; one whose version is another can be asked with --by-server."
    },
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0  it would load",
      "  2  it would not       1  Weir failed       3  Weir cannot be reached",
      "",
      "Examples:",
      "  weir policy validate policy.yaml",
      "  weir policy validate policy.yaml --by-server --admin weir.example:9091"
    })
final class PolicyValidateCommand extends AdminCommand {
  private final Optional<PolicyValidator> validator;

  @Parameters(paramLabel = "FILE", description = "The policy; - for standard input.")
  @SuppressWarnings("NullAway.Init")
  private String file;

  @Option(
      names = "--by-server",
      description = "Ask the server at --admin, as it would load the policy.")
  private boolean byServer;

  /**
   * Creates the command.
   *
   * @param validator empty where only a server can say
   */
  PolicyValidateCommand(Environment environment, Optional<PolicyValidator> validator) {
    super(environment);
    this.validator = validator;
  }

  @Override
  public Integer call() {
    String yaml = Sources.text(file, environment);
    ValidatePolicyResponse response =
        byServer || validator.isEmpty() ? ask(yaml) : validator.get().validate(file, yaml);
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

  private ValidatePolicyResponse ask(String yaml) {
    ValidatePolicyRequest request = ValidatePolicyRequest.newBuilder().setYaml(yaml).build();
    return admin.call(PolicyServiceGrpc::newBlockingStub, stub -> stub.validatePolicy(request));
  }
}
