package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.weir.v1.ApplyPolicyRequest;
import dev.weir.v1.ApplyPolicyResponse;
import dev.weir.v1.GetPolicyRequest;
import dev.weir.v1.Policy;
import dev.weir.v1.PolicyProblem;
import dev.weir.v1.ReloadPolicyRequest;
import dev.weir.v1.ReloadPolicyResponse;
import dev.weir.v1.ValidatePolicyRequest;
import dev.weir.v1.ValidatePolicyResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandTest {
  private static final PolicyProblem PROBLEM =
      PolicyProblem.newBuilder()
          .setFile("policy.yaml")
          .setLine(12)
          .setColumn(5)
          .setPath("rules[2].when")
          .setMessage("risk.scor is not known (did you mean risk.score?)")
          .setSeverity("ERROR")
          .build();
  private static final Policy POLICY =
      Policy.newBuilder()
          .setName("model-api")
          .setVersion("model-api@0123456789ab")
          .setDigest("0123456789abcdef")
          .setOrigin("default")
          .setYaml("name: model-api\nbudget: 5ms\n")
          .setLoadedAt(Timestamps.fromSeconds(1_800_000_000))
          .build();

  @AutoClose private final FakeAdmin admin = FakeAdmin.start();

  @Test
  void policyShowPrintsWhereItIsFromAndItsText() {
    admin.answer(GetPolicyRequest.class, POLICY);

    assertThat(admin.run("policy", "show").out())
        .isEqualTo(
            """
            Policy  model-api@0123456789ab
            Origin  default
            Loaded  2027-01-15T08:00:00Z
            Digest  0123456789abcdef

            name: model-api
            budget: 5ms
            """);
    assertThat(admin.run("policy", "show", "--yaml").out()).isEqualTo(POLICY.getYaml());
    assertThat(admin.run("policy", "show", "--json").out())
        .contains("\"loaded_at\":\"2027-01-15T08:00:00Z\"");
  }

  @Test
  void policyValidateNamesEveryProblemAsCompilersDo() {
    admin.answer(
        ValidatePolicyRequest.class,
        ValidatePolicyResponse.newBuilder().addProblems(PROBLEM).addProblems(PROBLEM).build());

    Weir.Run run = admin.run(new Weir().input("name: x"), "policy", "validate", "-");

    String line =
        "-:12:5: error: rules[2].when: risk.scor is not known (did you mean risk.score?)\n";
    assertThat(run).isEqualTo(new Weir.Run(2, "", line + line));
    assertThat(admin.requests())
        .containsExactly(ValidatePolicyRequest.newBuilder().setYaml("name: x").build());
  }

  @Test
  void aValidPolicyExitsWith0(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("policy.yaml"), "name: x");

    assertThat(admin.run("policy", "validate", file.toString()))
        .isEqualTo(new Weir.Run(0, file + " is valid\n", ""));
  }

  @Test
  void policyApplySaysWhatIsInForce() {
    admin.answer(
        ApplyPolicyRequest.class,
        ApplyPolicyResponse.newBuilder().setApplied(true).setPolicy(POLICY).build());

    assertThat(admin.run(new Weir().input("name: x"), "policy", "apply", "-"))
        .isEqualTo(new Weir.Run(0, "In force: model-api@0123456789ab\n", ""));
  }

  @Test
  void aPolicyThatDoesNotLoadIsNotApplied() {
    admin.answer(
        ApplyPolicyRequest.class, ApplyPolicyResponse.newBuilder().addProblems(PROBLEM).build());

    Weir.Run run = admin.run(new Weir().input("name: x"), "policy", "apply", "-");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly(
            "-:12:5: error: rules[2].when: risk.scor is not known (did you mean risk.score?)",
            "weir policy apply: the policy does not load; the one in force stays as it was");
  }

  @Test
  void policyReloadNamesTheServersFile() {
    admin.answer(
        ReloadPolicyRequest.class, ReloadPolicyResponse.newBuilder().addProblems(PROBLEM).build());

    assertThat(admin.run("policy", "reload").err()).startsWith("policy.yaml:12:5: error: ");

    admin.answer(
        ReloadPolicyRequest.class,
        ReloadPolicyResponse.newBuilder().setApplied(true).setPolicy(POLICY).build());

    assertThat(admin.run("policy", "reload").out()).isEqualTo("In force: model-api@0123456789ab\n");
  }
}
