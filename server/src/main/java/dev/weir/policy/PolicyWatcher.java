package dev.weir.policy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads the policy when its file changes. What decides is the file's content, not what happened
 * to it: editors write in several steps, and a Kubernetes config map swaps a symbolic link two
 * folders away. The system's notice of a change only makes it faster than the next look; where
 * there is no such notice, or it is lost, there is still the next look.
 */
public final class PolicyWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyWatcher.class);

  private final Policies policies;
  private final Path file;
  private final Duration interval;
  private final Duration settle;
  private final Thread thread;

  private String seen;

  private PolicyWatcher(Policies policies, Path file, Duration interval, Duration settle) {
    this.policies = policies;
    this.file = file;
    this.interval = interval;
    this.settle = settle;
    this.seen = policies.current().yaml();
    this.thread = Thread.ofPlatform().name("weir-policy-watcher").daemon().unstarted(this::run);
  }

  /**
   * Starts to watch. A change since {@code policies} was loaded is noticed too.
   *
   * @param policies with a file
   * @param interval how often the file is looked at, whatever the system notices
   * @param settle how long its content must stay the same before it is loaded: half a file can be a
   *     valid policy
   */
  public static PolicyWatcher start(Policies policies, Duration interval, Duration settle) {
    Path file =
        policies
            .file()
            .orElseThrow(() -> new IllegalArgumentException("the shipped policy has no file"));
    PolicyWatcher watcher = new PolicyWatcher(policies, file.toAbsolutePath(), interval, settle);
    watcher.thread.start();
    return watcher;
  }

  /** Stops watching, and waits until a reload under way has ended. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (Notices notices = Notices.of(file)) {
      while (!Thread.currentThread().isInterrupted()) {
        reloadIfChanged();
        notices.await(interval);
      }
    } catch (InterruptedException e) {
      // Closed: that is how this thread ends.
      Thread.currentThread().interrupt();
    }
  }

  private void reloadIfChanged() throws InterruptedException {
    String found = content();
    while (!found.equals(seen)) {
      TimeUnit.NANOSECONDS.sleep(settle.toNanos());
      String settled = content();
      if (settled.equals(found)) {
        seen = found;
        // Somebody may have reloaded it meanwhile.
        if (!found.equals(policies.current().yaml())) {
          policies.reload();
        }
        return;
      }
      found = settled;
    }
  }

  /** Returns the file's content; empty where it cannot be read, as while it is being replaced. */
  private String content() {
    try {
      return Files.size(file) > 4L * Yaml.LARGEST
          ? ""
          : new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("Cannot read {}", file);
      return "";
    }
  }

  /** What the system tells of the file's folder; nothing where it cannot. */
  private record Notices(Optional<WatchService> service) implements AutoCloseable {
    static Notices of(Path file) {
      Path folder = file.getParent();
      if (folder == null) {
        return new Notices(Optional.empty());
      }
      try {
        WatchService service = folder.getFileSystem().newWatchService();
        folder.register(
            service,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE);
        return new Notices(Optional.of(service));
      } catch (IOException | UnsupportedOperationException e) {
        LOG.warn("No notice of changes in {}: it is looked at from time to time only", folder, e);
        return new Notices(Optional.empty());
      }
    }

    /** Waits for something to happen in the folder, at most as long as given. */
    void await(Duration timeout) throws InterruptedException {
      if (service.isEmpty()) {
        TimeUnit.NANOSECONDS.sleep(timeout.toNanos());
        return;
      }
      WatchKey key = service.get().poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
      if (key != null) {
        key.pollEvents();
        key.reset();
      }
    }

    @Override
    public void close() {
      if (service.isPresent()) {
        try {
          service.get().close();
        } catch (IOException | ClosedWatchServiceException e) {
          LOG.debug("Cannot close the watch service", e);
        }
      }
    }
  }
}
