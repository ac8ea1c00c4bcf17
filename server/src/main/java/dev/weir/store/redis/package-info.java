/**
 * State in Redis: standalone, behind Sentinel, or a Cluster; from Redis 6.2 on. All keys are in
 * {@code Keys}, all scripts under {@code resources/dev/weir/store/redis}.
 */
@NullMarked
package dev.weir.store.redis;

import org.jspecify.annotations.NullMarked;
