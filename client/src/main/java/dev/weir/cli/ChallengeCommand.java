package dev.weir.cli;

import com.google.protobuf.Timestamp;
import dev.weir.v1.Challenge;
import dev.weir.v1.ChallengeServiceGrpc;
import dev.weir.v1.GetChallengeRequest;
import dev.weir.v1.ResolveChallengeRequest;
import dev.weir.v1.ResolveChallengeResponse;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Holds the commands about challenges. */
@Command(
    name = "challenge",
    description = "Show and resolve challenges.",
    footer = {"", "Example:", "  weir challenge resolve CHALLENGE_ID --passed payment"})
final class ChallengeCommand extends Group {

  static CommandLine create(Environment environment) {
    return new CommandLine(new ChallengeCommand())
        .addSubcommand(new Get(environment))
        .addSubcommand(new Resolve(environment));
  }

  private static void print(Output output, Challenge challenge) {
    output.line("Challenge     " + challenge.getChallengeId() + "  " + challenge.getState());
    output.line("Account       " + challenge.getAccountId());
    output.line("Any one of    " + String.join(", ", challenge.getKindsList()));
    if (!challenge.getUrl().isEmpty()) {
      output.line("At            " + challenge.getUrl());
    }
    if (challenge.hasExpiresAt()) {
      output.line("Expires       " + Text.time(true, challenge.getExpiresAt(), ""));
    }
  }

  /** Shows a challenge. */
  @Command(
      name = "get",
      description = "Show a challenge and how far it got.",
      footer = {"", "Example:", "  weir challenge get CHALLENGE_ID --json"})
  static final class Get extends AdminCommand {
    @Parameters(paramLabel = "CHALLENGE_ID", description = "The challenge.")
    @SuppressWarnings("NullAway.Init")
    private String challengeId;

    Get(Environment environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      GetChallengeRequest request =
          GetChallengeRequest.newBuilder().setChallengeId(challengeId).build();
      Challenge challenge =
          admin.call(ChallengeServiceGrpc::newBlockingStub, stub -> stub.getChallenge(request));
      return show(challenge, found -> print(output, found));
    }
  }

  /** Says how a challenge ended. */
  @Command(
      name = "resolve",
      description = {
        "Say how a challenge ended. A pass raises the account's verification and prints a"
            + " clearance,",
        "which the account's next requests carry. A challenge ends once: later calls show how."
      },
      footer = {
        "",
        "Examples:",
        "  weir challenge resolve CHALLENGE_ID --passed identity --method document",
        "  weir challenge resolve CHALLENGE_ID --failed"
      })
  static final class Resolve extends AdminCommand {
    @Parameters(paramLabel = "CHALLENGE_ID", description = "The challenge.")
    @SuppressWarnings("NullAway.Init")
    private String challengeId;

    @ArgGroup(multiplicity = "1")
    private final Ending ending = new Ending();

    @Option(
        names = "--method",
        paramLabel = "WORD",
        description = "How it was verified, such as document or sms. Default: none.")
    private Optional<String> method = Optional.empty();

    @Option(
        names = "--identity-hash",
        paramLabel = "HASH",
        description = "Keyed hash of the verified identity. Default: none.")
    private Optional<String> identityHash = Optional.empty();

    @Option(
        names = "--verification-expires-at",
        paramLabel = "TIME",
        description =
            "Until when the verification is held, such as 2027-10-31. Default: it does not expire.")
    private Optional<Timestamp> verificationExpiresAt = Optional.empty();

    Resolve(Environment environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      ResolveChallengeRequest.Builder request =
          ResolveChallengeRequest.newBuilder()
              .setChallengeId(challengeId)
              .setPassed(!ending.failed)
              .setKind(ending.passed.orElse(""))
              .setMethod(method.orElse(""))
              .setIdentityHash(identityHash.orElse(""));
      verificationExpiresAt.ifPresent(request::setVerificationExpiresAt);
      ResolveChallengeResponse response =
          admin.call(
              ChallengeServiceGrpc::newBlockingStub,
              stub -> stub.resolveChallenge(request.build()));
      if (output.isJson()) {
        output.json(response);
      } else {
        print(output, response.getChallenge());
        if (response.hasVerification()) {
          output.line("Verification  " + response.getVerification().getLevel());
        }
        if (!response.getClearance().isEmpty()) {
          output.line("Clearance     " + response.getClearance());
        }
      }
      return ExitCode.OK;
    }

    /** One of the two ways that a challenge can end by somebody's word. */
    static final class Ending {
      @Option(
          names = "--passed",
          paramLabel = "KIND",
          description = "It was passed, by this of its kinds: email, phone, payment or identity.")
      private Optional<String> passed = Optional.empty();

      @Option(names = "--failed", description = "It was failed.")
      private boolean failed;
    }
  }
}
