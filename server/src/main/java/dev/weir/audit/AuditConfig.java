package dev.weir.audit;

import dev.weir.config.ByteSize;
import dev.weir.config.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** Where decisions are logged, and which. */
public record AuditConfig(
    @Setting("Where decisions are logged: nowhere, as lines on standard output, or in a file.")
        Sink sink,
    @Setting("The file, with sink `file`. Its folder must exist.") Optional<Path> file,
    @Setting(
            value =
                "A file that reaches this size is set aside and a new one begun; so is each day's.",
            min = "1KiB")
        ByteSize maxFileSize,
    @Setting(
            value = "How long files that were set aside are kept.",
            unit = "days",
            min = "1",
            max = "3650")
        int keepDays,
    @Setting(
            value = "The most that files set aside take together; the oldest go first.",
            min = "1KiB")
        ByteSize keepSize,
    @Setting(
            value =
                "Share of ALLOW decisions that are logged. Every CHALLENGE and DENY is, and so is"
                    + " what a shadow rule would have decided otherwise.",
            min = "0",
            max = "1")
        double allowSampled,
    @Setting(
            value =
                "The most decisions that wait to be written. When the disk is slower than this"
                    + " bridges, more are dropped and counted in `weir_audit_records_total`.",
            unit = "decisions",
            min = "16",
            max = "1000000")
        int queue) {

  public AuditConfig {
    if (sink == Sink.FILE && file.isEmpty()) {
      throw new IllegalArgumentException("file: not set (expected: a path, with sink file)");
    }
  }

  /** Where decisions go. */
  public enum Sink {
    NONE,
    STDOUT,
    FILE
  }

  /** Returns the defaults: nothing is logged. */
  public static AuditConfig defaults() {
    return new AuditConfig(
        Sink.NONE,
        Optional.empty(),
        ByteSize.parse("100MiB"),
        7,
        ByteSize.parse("2GiB"),
        1,
        16_384);
  }
}
