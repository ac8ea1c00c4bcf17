package dev.weir.load;

import java.io.IOException;
import java.util.Map;

/** A Redis server does not answer for a while. */
record Outage(LocalRedis redis, Kind kind) implements RedisFault {

  /** In what way. */
  enum Kind {
    /** It stands still, with its connections open, and then goes on. */
    STOPPED("stopped"),
    /** It is killed, and then started again, with what it has kept. */
    KILLED("killed");

    private final String what;

    Kind(String what) {
      this.what = what;
    }
  }

  @Override
  public String what() {
    return kind.what;
  }

  @Override
  public void begin() throws IOException, InterruptedException {
    switch (kind) {
      case STOPPED -> redis.pause();
      case KILLED -> redis.kill();
    }
  }

  @Override
  public void end() throws IOException, InterruptedException {
    switch (kind) {
      case STOPPED -> redis.resume();
      case KILLED -> redis.restart();
    }
  }

  @Override
  public Map<String, Long> seen() {
    return Map.of();
  }
}
