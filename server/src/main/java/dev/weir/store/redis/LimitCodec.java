package dev.weir.store.redis;

import dev.weir.limit.Acquisition;
import dev.weir.limit.Algorithm;
import dev.weir.limit.Demand;
import dev.weir.limit.LimitSpec;
import dev.weir.limit.LimitStatus;
import dev.weir.limit.Measure;
import dev.weir.limit.Outcome;
import dev.weir.limit.Subject;
import dev.weir.limit.TokenWeights;
import dev.weir.store.redis.Packed.Reader;
import dev.weir.store.redis.Packed.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes what the scripts of limits read, and reads what they write. See {@code acquire.lua}. */
final class LimitCodec {
  private static final byte[] NOTHING = {};
  private static final int RETRY_RECORD = 2;

  private LimitCodec() {}

  /** A demand that is to be settled, and where it was counted. */
  record Reserved(Demand demand, long place) {}

  /**
   * One change that {@code adjust.lua} makes.
   *
   * @param counts whether {@code amount} is counted at now, not given back at {@code place}
   * @param own the number of the demand in the reservation that is taken in the same call, whose
   *     place then counts; 0 if there is none
   */
  record Step(Demand demand, boolean counts, long place, int own, long amount) {}

  /** Returns the arguments of {@code acquire.lua} for a part other than home. */
  static byte[][] acquireElsewhere(Part part, long now) {
    byte[] header = header(part, now, false, false, true, 0, 0, true);
    return new byte[][] {
      header, demands(part), NOTHING, NOTHING, NOTHING, NOTHING, NOTHING,
    };
  }

  /** Returns the arguments of {@code acquire.lua} for the home part. */
  static byte[][] acquireAtHome(Plan plan, List<Grant> others, long now) {
    boolean admitted = true;
    long longest = 0;
    for (Grant other : others) {
      admitted &= other.admitted();
      longest = Math.max(longest, other.longestWait());
    }
    long expires = now + plan.acquisition().reservationMillis();
    return new byte[][] {
      header(plan.home(), now, plan.retries(), plan.reserves(), admitted, longest, expires, false),
      demands(plan.home()),
      Keys.bytes(plan.acquisition().decisionId()),
      plan.retries() ? labels(plan) : NOTHING,
      plan.retries() ? joined(others, true) : NOTHING,
      plan.retries() ? joined(others, false) : NOTHING,
      plan.reserves() ? reservation(plan, others) : NOTHING,
    };
  }

  /** Reads the reply to {@link #acquireAtHome}. */
  static Outcome outcome(Plan plan, List<Grant> others, byte[] reply) {
    if (reply[0] == RETRY_RECORD) {
      return repeated(reply);
    }
    boolean admitted = reply[0] == 1;
    LimitStatus[] limits = new LimitStatus[plan.acquisition().demands().size()];
    fill(limits, plan.home(), Counted.read(new Reader(reply, 1), plan.home().demands().size()));
    for (Grant other : others) {
      fill(limits, other.part(), other.after(admitted));
    }
    return new Outcome(
        plan.acquisition().decisionId(), admitted, false, false, Arrays.asList(limits));
  }

  /** Returns the first two arguments of {@code adjust.lua}. */
  static byte[][] adjust(Part part, List<Step> steps, long now) {
    Writer writer = new Writer(29 * steps.size());
    for (Step step : steps) {
      LimitSpec limit = step.demand.limit();
      writer
          .number(2, part.number(step.demand.subject()))
          .number(4, limit.id())
          .number(1, kind(limit))
          .number(6, limit.windowMillis())
          .number(1, step.counts ? 1 : 0)
          .number(6, step.place)
          .number(1, step.own)
          .number(7, step.amount);
    }
    int subjects = part.keyCount();
    return new byte[][] {
      new Writer(7).number(6, now).number(1, subjects).toBytes(), writer.toBytes(),
    };
  }

  /** Reads the places of all demands of a reservation, by their place in the acquisition. */
  static long[] places(byte[] reservation) {
    Reader reader = new Reader(reservation, 6);
    long[] inOrder = placesInOrder(reader);
    long[] places = new long[inOrder.length];
    for (long place : inOrder) {
      places[reader.small(1)] = place;
    }
    return places;
  }

  /** Reads what of a reservation is to be settled. */
  static List<Reserved> reserved(byte[] reservation) {
    Reader reader = new Reader(reservation, 6);
    long[] inOrder = placesInOrder(reader);
    reader.raw(inOrder.length);
    int count = reader.small(1);
    List<Reserved> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long place = inOrder[reader.small(1)];
      Subject subject = new Subject(reader.text(), reader.small(2));
      LimitSpec limit =
          new LimitSpec(
              reader.text(),
              Replies.constant(Measure.class, reader.text()),
              Replies.constant(Algorithm.class, reader.text()),
              reader.number(6));
      long amount = reader.number(7);
      all.add(
          new Reserved(
              new Demand(
                  limit, subject, 0, amount, new TokenWeights(reader.real(), reader.real()), true),
              place));
    }
    return all;
  }

  /** Returns the place that a limit counts at, at some moment, if no later one was counted. */
  static long place(LimitSpec limit, long moment) {
    return limit.algorithm() == Algorithm.SLIDING_WINDOW
        ? Math.floorDiv(moment, limit.windowMillis())
        : moment;
  }

  private static byte[] header(
      Part part,
      long now,
      boolean retries,
      boolean reserves,
      boolean othersAdmit,
      long othersWait,
      long expires,
      boolean both) {
    return new Writer(23)
        .number(6, now)
        .number(1, part.keyCount())
        .number(1, retries ? 1 : 0)
        .number(1, reserves ? 1 : 0)
        .number(1, othersAdmit ? 1 : 0)
        .number(6, othersWait)
        .number(6, expires)
        .number(1, both ? 1 : 0)
        .toBytes();
  }

  private static byte[] demands(Part part) {
    Writer writer = new Writer(28 * part.demands().size());
    for (Demand demand : part.demands()) {
      LimitSpec limit = demand.limit();
      writer
          .number(2, part.number(demand.subject()))
          .number(4, limit.id())
          .number(1, kind(limit))
          .number(1, demand.enforced() ? 1 : 0)
          .number(6, limit.windowMillis())
          .number(7, demand.max())
          .number(7, demand.amount());
    }
    return writer.toBytes();
  }

  private static int kind(LimitSpec limit) {
    return switch (limit.algorithm()) {
      case SLIDING_WINDOW -> 0;
      case EXACT_LOG -> 1;
      case SLOTS -> 2;
    };
  }

  /** Returns what a retry is told of each limit besides its status. */
  private static byte[] labels(Plan plan) {
    Writer writer = new Writer(64 * plan.acquisition().demands().size());
    writer.number(1, plan.acquisition().demands().size());
    for (Part part : plan.parts()) {
      for (int i = 0; i < part.demands().size(); i++) {
        Demand demand = part.demands().get(i);
        writer
            .number(1, part.indexes().get(i))
            .number(7, demand.max())
            .number(6, Counted.window(demand))
            .text(demand.limit().name());
      }
    }
    return writer.toBytes();
  }

  private static byte[] joined(List<Grant> others, boolean admitted) {
    Writer writer = new Writer(64);
    for (Grant other : others) {
      other.after(admitted).forEach(status -> status.write(writer));
    }
    return writer.toBytes();
  }

  private static Outcome repeated(byte[] record) {
    Reader reader = new Reader(record, 7);
    String decisionId = reader.text();
    boolean admitted = reader.number(1) == 1;
    List<Counted> statuses = new ArrayList<>(Counted.read(reader, reader.small(1)));
    int size = reader.small(1);
    int[] indexes = new int[size];
    long[] max = new long[size];
    long[] window = new long[size];
    String[] names = new String[size];
    for (int i = 0; i < size; i++) {
      indexes[i] = reader.small(1);
      max[i] = reader.number(7);
      window[i] = reader.number(6);
      names[i] = reader.text();
    }
    statuses.addAll(Counted.read(reader, size - statuses.size()));
    LimitStatus[] limits = new LimitStatus[size];
    for (int i = 0; i < size; i++) {
      limits[indexes[i]] = statuses.get(i).status(names[i], max[i], window[i]);
    }
    return new Outcome(decisionId, admitted, true, false, Arrays.asList(limits));
  }

  private static void fill(LimitStatus[] limits, Part part, List<Counted> statuses) {
    for (int i = 0; i < part.demands().size(); i++) {
      Demand demand = part.demands().get(i);
      limits[part.indexes().get(i)] =
          statuses.get(i).status(demand.limit().name(), demand.max(), Counted.window(demand));
    }
  }

  /**
   * Returns what follows the home part's places in a reservation: the number of all demands, the
   * places of the others, the place of each in the acquisition, and what is to be settled.
   */
  private static byte[] reservation(Plan plan, List<Grant> others) {
    Acquisition acquisition = plan.acquisition();
    Writer writer = new Writer(128 * acquisition.demands().size());
    writer.number(1, acquisition.demands().size());
    for (Grant other : others) {
      other.counted().forEach(counted -> writer.number(6, counted.place()));
    }
    List<Demand> inOrder = new ArrayList<>();
    for (Part part : plan.parts()) {
      part.indexes().forEach(index -> writer.number(1, index));
      inOrder.addAll(part.demands());
    }
    writer.number(1, inOrder.stream().filter(demand -> demand.limit().settles()).count());
    for (int i = 0; i < inOrder.size(); i++) {
      if (inOrder.get(i).limit().settles()) {
        writer.number(1, i);
        write(writer, inOrder.get(i));
      }
    }
    return writer.toBytes();
  }

  private static void write(Writer writer, Demand demand) {
    writer
        .text(demand.subject().key())
        .number(2, demand.subject().tag())
        .text(demand.limit().name())
        .text(demand.limit().measure().name())
        .text(demand.limit().algorithm().name())
        .number(6, demand.limit().windowMillis())
        .number(7, demand.amount())
        .number(demand.weights().input())
        .number(demand.weights().output());
  }

  private static long[] placesInOrder(Reader reader) {
    byte[] own = reader.raw(reader.small(1) * 6);
    long[] places = new long[reader.small(1)];
    Reader ownReader = new Reader(own);
    for (int i = 0; i < places.length; i++) {
      places[i] = (i < own.length / 6 ? ownReader : reader).number(6);
    }
    return places;
  }
}
