package dev.weir.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.replay.TraceLine.Broken;
import dev.weir.replay.TraceLine.Event;
import dev.weir.replay.TraceReader.Batch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceReaderTest {
  private static final long NOON = Instant.parse("2026-05-01T12:00:00Z").toEpochMilli();

  @TempDir private Path folder;

  @Test
  void givesLinesInOrderAndNumbersTheBrokenOnes() throws IOException {
    List<TraceLine> lines = read(report(0) + "\noops\n\n" + report(1) + "\n{}\n");
    assertThat(lines).hasSize(4);
    assertThat(((Event) lines.get(0)).at()).isEqualTo(NOON);
    assertThat(((Broken) lines.get(1)).number()).isEqualTo(2);
    assertThat(((Event) lines.get(2)).at()).isEqualTo(NOON + 1);
    assertThat(((Broken) lines.get(3)).number()).isEqualTo(5);
  }

  @Test
  void takesALineThatIsASecondLateButNoLater() throws IOException {
    List<TraceLine> lines = read(report(5_000) + "\n" + report(4_000) + "\n" + report(3_999));
    assertThat(lines.get(1)).isInstanceOf(Event.class);
    assertThat(lines.get(2))
        .isEqualTo(
            new Broken(
                3,
                "at: 1.001 s earlier than a line above (expected: in time order, give or take 1"
                    + " s)"));
  }

  @Test
  void readsFarMoreThanItHoldsAhead() throws IOException {
    StringBuilder trace = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      trace.append(report(i)).append('\n');
    }
    List<TraceLine> lines = read(trace.toString());
    assertThat(lines).hasSize(20_000);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(((Event) lines.get(i)).at()).isEqualTo(NOON + i);
    }
  }

  @Test
  void unpacksGzipWhereverItComesFrom() throws IOException {
    byte[] packed = gzip(report(0) + "\n");
    Path file = Files.write(folder.resolve("trace.data"), packed);
    assertThat(read(TraceInput.open(file))).hasSize(1);
    assertThat(read(TraceInput.of(new ByteArrayInputStream(packed)))).hasSize(1);
  }

  @Test
  void readsGzipFilesPutOneBehindTheOther() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(gzip(report(0) + "\n"));
    both.write(gzip(report(1) + "\n"));
    // A pipe that is empty at the moment has nothing available, which is not its end.
    ByteArrayInputStream pipe =
        new ByteArrayInputStream(both.toByteArray()) {
          @Override
          public synchronized int available() {
            return 0;
          }
        };
    assertThat(read(TraceInput.of(pipe))).hasSize(2);
  }

  @Test
  void refusesAFileThatIsNotTheGzipThatItsNameSays() throws IOException {
    Path file = Files.writeString(folder.resolve("trace.jsonl.gz"), report(0));
    assertThatThrownBy(() -> TraceInput.open(file))
        .isInstanceOf(ZipException.class)
        .hasMessage("not gzip, although its name says so");
  }

  @Test
  void saysWhereATraceBreaksOff() throws IOException {
    StringBuilder trace = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      trace.append(report(i)).append('\n');
    }
    byte[] packed = gzip(trace.toString());
    TraceInput torn =
        TraceInput.of(new ByteArrayInputStream(Arrays.copyOf(packed, packed.length / 2)));
    assertThatThrownBy(() -> read(torn))
        .isInstanceOf(IOException.class)
        .hasMessageMatching("after line \\d+: its gzip data ends too early");
  }

  @Test
  void countsTheBytesAsTheyAreStored() throws IOException {
    byte[] packed = gzip((report(0) + "\n").repeat(1_000));
    Path file = Files.write(folder.resolve("trace.jsonl.gz"), packed);
    TraceInput input = TraceInput.open(file);
    assertThat(input.size()).hasValue(packed.length);
    read(input);
    assertThat(input.bytesRead()).isEqualTo(packed.length);
  }

  private static List<TraceLine> read(String trace) throws IOException {
    return read(TraceInput.of(new ByteArrayInputStream(trace.getBytes(StandardCharsets.UTF_8))));
  }

  private static List<TraceLine> read(TraceInput input) throws IOException {
    List<TraceLine> lines = new ArrayList<>();
    try (TraceReader reader = TraceReader.start(input)) {
      for (Batch batch = reader.next(); !batch.isEnd(); batch = reader.next()) {
        lines.addAll(batch.lines());
      }
    }
    return lines;
  }

  private static String report(long afterNoon) {
    return "{\"at\":\""
        + Instant.ofEpochMilli(NOON + afterNoon)
        + "\",\"report\":{\"request_id\":\"r"
        + afterNoon
        + "\"}}";
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }
}
