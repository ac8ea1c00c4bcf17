package dev.weir.api.admin;

import dev.weir.v1.Rejection;
import dev.weir.validation.InvalidFieldException;
import java.util.ArrayList;
import java.util.List;

/** What was not stored of many, and why: all counted, the first ones described. Not thread-safe. */
final class Rejections {
  private static final int MOST = 100;
  private static final int LONGEST_ID = 128;

  private final List<Rejection> described = new ArrayList<>();
  private long count;

  void add(long index, String id, InvalidFieldException e) {
    count++;
    if (described.size() < MOST) {
      described.add(
          Rejection.newBuilder()
              .setIndex(index)
              .setId(id.length() <= LONGEST_ID ? id : id.substring(0, LONGEST_ID))
              .setField(e.field())
              .setMessage(String.valueOf(e.getMessage()))
              .build());
    }
  }

  long count() {
    return count;
  }

  List<Rejection> described() {
    return described;
  }
}
