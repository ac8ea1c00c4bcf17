package dev.weir.audit;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.recovery.RecoveryListener;
import ch.qos.logback.core.recovery.ResilientOutputStreamBase;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import com.google.common.util.concurrent.MoreExecutors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a file that is set aside by size and by day; Logback's appender does the setting aside.
 */
final class FileSink implements Sink {
  private final ContextBase context = new OwnThread();
  private final Appender appender = new Appender();

  /**
   * Opens the file.
   *
   * @throws IOException where it cannot be written; its message is for the user
   */
  FileSink(Path file, AuditConfig config) throws IOException {
    probe(file);
    SizeAndTimeBasedRollingPolicy<byte[]> rolling = new SizeAndTimeBasedRollingPolicy<>();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(file.toString().replace("%", "\\%") + ".%d{yyyy-MM-dd}.%i");
    rolling.setMaxFileSize(new FileSize(config.maxFileSize().bytes()));
    rolling.setMaxHistory(config.keepDays());
    rolling.setTotalSizeCap(new FileSize(config.keepSize().bytes()));
    rolling.start();
    Plain encoder = new Plain();
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    appender.setRollingPolicy(rolling);
    appender.start();
    if (!appender.isStarted()) {
      throw new IOException(file + ": cannot be written");
    }
  }

  @Override
  public void write(byte[] lines) throws IOException {
    appender.doAppend(lines);
    IOException failure = appender.failure;
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    appender.stop();
    context.stop();
  }

  /** Tries to write nothing to the file, which the appender would only note in its own status. */
  private static void probe(Path file) throws IOException {
    try (OutputStream stream =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      stream.flush();
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": its folder does not exist", e);
    } catch (IOException e) {
      throw new IOException(file + ": cannot be written (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Keeps what its stream, which never throws, went through: each stream that it opens tells it.
   */
  private static final class Appender extends RollingFileAppender<byte[]>
      implements RecoveryListener {
    private @Nullable IOException failure;

    @Override
    public void setOutputStream(OutputStream stream) {
      if (stream instanceof ResilientOutputStreamBase resilient) {
        resilient.addRecoveryListener(this);
      }
      failure = null;
      super.setOutputStream(stream);
    }

    @Override
    public void newFailure(IOException e) {
      failure = e;
    }

    @Override
    public void recoveryOccured() {
      failure = null;
    }
  }

  /**
   * Removes old files on the thread that writes. Logback removes them on another one while the
   * writer may set aside the next file, and then takes files of today for old ones.
   */
  private static final class OwnThread extends ContextBase {
    private final ExecutorService direct = MoreExecutors.newDirectExecutorService();

    @Override
    public ExecutorService getExecutorService() {
      return direct;
    }

    @Override
    public ExecutorService getAlternateExecutorService() {
      return direct;
    }
  }

  /** Takes bytes as they are. */
  private static final class Plain extends EncoderBase<byte[]> {
    private static final byte[] NOTHING = {};

    @Override
    public byte[] headerBytes() {
      return NOTHING;
    }

    @Override
    public byte[] encode(byte[] lines) {
      return lines;
    }

    @Override
    public byte[] footerBytes() {
      return NOTHING;
    }
  }
}
