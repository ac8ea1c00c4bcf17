package dev.weir.cli;

import dev.weir.v1.ApplyPolicyRequest;
import dev.weir.v1.ApplyPolicyResponse;
import dev.weir.v1.GetPolicyRequest;
import dev.weir.v1.Policy;
import dev.weir.v1.PolicyProblem;
import dev.weir.v1.PolicyServiceGrpc;
import dev.weir.v1.ReloadPolicyRequest;
import dev.weir.v1.ReloadPolicyResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds the commands about the policy in force. */
@Command(
    name = "policy",
    description = "Show, check and change the policy in force.",
    footer = {"", "Example:", "  weir policy show --yaml > policy.yaml"})
final class PolicyCommand extends Group {

  static CommandLine create(Environment environment, Optional<PolicyValidator> validator) {
    return new CommandLine(new PolicyCommand())
        .addSubcommand(new Show(environment))
        .addSubcommand(new PolicyValidateCommand(environment, validator))
        .addSubcommand(new Apply(environment))
        .addSubcommand(new Reload(environment));
  }

  /** Prints one line for each problem, as compilers do. */
  static void print(Output output, String file, List<PolicyProblem> problems) {
    for (PolicyProblem problem : problems) {
      String where = file + ":" + problem.getLine() + ":" + problem.getColumn();
      String path = problem.getPath().isEmpty() ? "" : problem.getPath() + ": ";
      output
          .err()
          .println(
              Text.clean(
                  where
                      + ": "
                      + problem.getSeverity().toLowerCase(Locale.ROOT)
                      + ": "
                      + path
                      + problem.getMessage()));
    }
  }

  private static int changed(Output output, boolean applied, Policy policy) {
    if (!applied) {
      throw new CommandFailure(
          ExitCode.USAGE, "the policy does not load; the one in force stays as it was");
    }
    if (!output.isJson()) {
      output.line("In force: " + policy.getVersion());
    }
    return ExitCode.OK;
  }

  /** Shows the policy in force. */
  @Command(
      name = "show",
      description = "Show the policy in force.",
      footer = {"", "Examples:", "  weir policy show", "  weir policy show --yaml > policy.yaml"})
  static final class Show extends AdminCommand {
    @Option(names = "--yaml", description = "Print the policy's text and nothing else.")
    private boolean yaml;

    Show(Environment environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      if (yaml && output.isJson()) {
        throw CommandFailure.usage("--yaml excludes --json: give one or the other");
      }
      Policy policy =
          admin.call(
              PolicyServiceGrpc::newBlockingStub,
              stub -> stub.getPolicy(GetPolicyRequest.getDefaultInstance()));
      if (output.isJson()) {
        output.json(policy);
      } else if (yaml) {
        output.raw(policy.getYaml());
      } else {
        output.line("Policy  " + policy.getVersion());
        output.line("Origin  " + policy.getOrigin());
        output.line("Loaded  " + Text.time(policy.hasLoadedAt(), policy.getLoadedAt(), "unknown"));
        output.line("Digest  " + policy.getDigest());
        output.line("");
        policy.getYaml().lines().forEach(output::line);
      }
      return ExitCode.OK;
    }
  }

  /** Puts a policy in force. */
  @Command(
      name = "apply",
      description = {
        "Put a policy in force on the server, until it restarts or reloads its file.",
        "A policy that does not load changes nothing; every problem is named."
      },
      footer = {"", "Example:", "  weir policy apply policy.yaml"})
  static final class Apply extends AdminCommand {
    @Parameters(paramLabel = "FILE", description = "The policy; - for standard input.")
    @SuppressWarnings("NullAway.Init")
    private String file;

    Apply(Environment environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      ApplyPolicyRequest request =
          ApplyPolicyRequest.newBuilder().setYaml(Sources.text(file, environment)).build();
      ApplyPolicyResponse response =
          admin.call(PolicyServiceGrpc::newBlockingStub, stub -> stub.applyPolicy(request));
      if (output.isJson()) {
        output.json(response);
      } else {
        print(output, file, response.getProblemsList());
      }
      return changed(output, response.getApplied(), response.getPolicy());
    }
  }

  /** Reads the server's policy file again. */
  @Command(
      name = "reload",
      description = {
        "Let the server read its policy file again.",
        "A file that does not load changes nothing; every problem is named."
      },
      footer = {"", "Example:", "  weir policy reload"})
  static final class Reload extends AdminCommand {
    Reload(Environment environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      ReloadPolicyResponse response =
          admin.call(
              PolicyServiceGrpc::newBlockingStub,
              stub -> stub.reloadPolicy(ReloadPolicyRequest.getDefaultInstance()));
      if (output.isJson()) {
        output.json(response);
      } else {
        String file = response.getProblemsCount() == 0 ? "" : response.getProblems(0).getFile();
        print(output, file, response.getProblemsList());
      }
      return changed(output, response.getApplied(), response.getPolicy());
    }
  }
}
