package dev.weir.store.redis;

import java.util.concurrent.atomic.LongAdder;

/** What all pipelines of a store count. Thread-safe. */
final class PipelineCounters {
  final LongAdder commands = new LongAdder();
  final LongAdder batches = new LongAdder();
  final LongAdder refusedFull = new LongAdder();
  final LongAdder connects = new LongAdder();
}
