-- What a subject has used of its limits: the same arithmetic as dev.weir.limit's counters, in
-- numbers that dev.weir.limit.LimitBounds keeps exact as doubles. Not a script of its own: it stands
-- before acquire.lua and adjust.lua, as Redis scripts cannot include one another.
--
-- A subject's key holds one string with an entry for each limit, all numbers big-endian:
--   I4 limit id | I3 bytes of log | I6 end | I7 a | I7 b | log
-- SLIDING_WINDOW: a and b are the counts of the current and the previous bucket, the log is empty;
--   the current bucket's number is end / window - 2.
-- EXACT_LOG and SLOTS: a is the sum of the log, whose records are I6 time | I7 count, ascending by
--   time; the latest moment that was counted at is end - window.
-- Nothing of an entry counts from its end on. It is kept for SLACK ms more, for clocks that go back.
--
-- KEYS and ARGV: none

local MAX_COUNT = 1e15
local MAX_ENTRIES = {[1] = 1000, [2] = 10000}
local SLACK = 60000
local FINE = 86400000
local NEVER = 281474976710655

local WINDOW, LOG = 0, 1
local HEAD, RECORD = 27, 13

local floor, max, min = math.floor, math.max, math.min
local pack, unpack, sub = struct.pack, struct.unpack, string.sub

-- Returns a subject's entries, each {id, end, a, b, log}, and the same by id.
local function read(key)
  local list, by_id = {}, {}
  local state = redis.call('GET', key)
  if state then
    local at, size = 1, #state
    while at < size do
      local id, length, ends, a, b, next = unpack('>I4I3I6I7I7', state, at)
      local log = ''
      if length > 0 then
        log = sub(state, next, next + length - 1)
        next = next + length
      end
      local entry = {id, ends, a, b, log}
      list[#list + 1] = entry
      by_id[id] = entry
      at = next
    end
  end
  return list, by_id
end

-- Writes a subject's entries without those that ended, and lets the key expire with the last.
local function write(key, list, now)
  local parts, last = {}, 0
  for i = 1, #list do
    local e = list[i]
    if e[2] + SLACK > now then
      parts[#parts + 1] = pack('>I4I3I6I7I7', e[1], #e[5], e[2], e[3], e[4]) .. e[5]
      last = max(last, e[2])
    end
  end
  if last == 0 then
    redis.call('DEL', key)
  else
    redis.call('SET', key, table.concat(parts), 'PX', last - now + SLACK)
  end
end

-- Returns a record of a log: its time and its count.
local function record(log, i)
  return unpack('>I6I7', log, i * RECORD + 1)
end

-- Returns how many of a log's first records left the window that ends at `now`, and their sum.
local function gone(log, start)
  local n, sum, size = 0, 0, #log / RECORD
  while n < size do
    local time, count = record(log, n)
    if time > start then
      break
    end
    n, sum = n + 1, sum + count
  end
  return n, sum
end

-- Returns ceil(count * remaining / units) without a product above 2^53.
local function share(count, remaining, units)
  if count < units then
    return floor((count * remaining + units - 1) / units)
  end
  return floor(count / units) * remaining + floor((count % units * remaining + units - 1) / units)
end

-- Returns the most that may remain of a bucket for its share to be at most `room`.
local function most_that_fits(count, room, units)
  local remaining = floor(room / count * units)
  while share(count, remaining, units) > room do
    remaining = remaining - 1
  end
  while share(count, remaining + 1, units) <= room do
    remaining = remaining + 1
  end
  return remaining
end

local function resolution(window)
  return window <= FINE and 1 or 1000
end

-- Returns the bucket in force at `now`, and the counts of it and of the one before.
local function buckets(entry, window, now)
  local at = floor(now / window)
  if not entry then
    return at, 0, 0
  end
  local counted = entry[2] / window - 2
  if counted >= at then
    return counted, entry[3], entry[4]
  end
  return at, 0, counted + 1 == at and entry[3] or 0
end

-- Returns what is used at `now`, rounded up.
local function used(entry, kind, window, now)
  if not entry then
    return 0
  end
  if kind == WINDOW then
    local at, current, previous = buckets(entry, window, now)
    if previous == 0 then
      return current
    end
    local step = resolution(window)
    local units = window / step
    local elapsed = floor(max(0, now - at * window) / step)
    return current + share(previous, units - elapsed, units)
  end
  local _, sum = gone(entry[5], max(entry[2] - window, now) - window)
  return entry[3] - sum
end

-- Returns how long from `now` until `amount` fits, which is at most `most` and does not fit now.
local function wait_for(entry, kind, window, amount, most, now)
  local room = most - amount
  if kind == WINDOW then
    local at, current, previous = buckets(entry, window, now)
    local step = resolution(window)
    if current <= room then
      local remaining = most_that_fits(previous, room - current, window / step)
      return (at + 1) * window - remaining * step - now
    end
    local remaining = most_that_fits(current, room, window / step)
    return (at + 2) * window - remaining * step - now
  end
  local left, i, time, count = entry[3], 0, 0, 0
  while left > room do
    time, count = record(entry[5], i)
    left, i = left - count, i + 1
  end
  return time + window - now
end

-- Returns how long from `now` until nothing is used, 0 if nothing is.
local function wait_for_nothing(entry, kind, window, now)
  if not entry then
    return 0
  end
  if kind == WINDOW then
    local at, current, previous = buckets(entry, window, now)
    if current > 0 then
      return (at + 2) * window - now
    end
    return previous > 0 and (at + 1) * window - now or 0
  end
  local size = #entry[5] / RECORD
  if size == 0 then
    return 0
  end
  local last = record(entry[5], size - 1)
  local start = max(entry[2] - window, now) - window
  return last > start and last + window - now or 0
end

local function append(entry, kind, window, amount, at)
  local from, sum = gone(entry[5], at - window)
  local log = from == 0 and entry[5] or sub(entry[5], from * RECORD + 1)
  local total = entry[3] - sum
  local more = min(amount, MAX_COUNT - total)
  if more > 0 then
    local size, time, count = #log / RECORD, at, more
    if size > 0 then
      local last, held = record(log, size - 1)
      if last == at or size == MAX_ENTRIES[kind] then
        count = held + more
        log = sub(log, 1, -RECORD - 1)
      end
    end
    log = log .. pack('>I6I7', time, count)
    total = total + more
  end
  entry[2], entry[3], entry[5] = at + window, total, log
end

-- Counts an amount above 0 at `now`, and returns the place at which it was counted.
local function count(list, by_id, id, kind, window, amount, now)
  local entry = by_id[id]
  if not entry then
    entry = {id, 0, 0, 0, ''}
    list[#list + 1] = entry
    by_id[id] = entry
    if kind ~= WINDOW then
      entry[2] = now + window
    end
  end
  if kind == WINDOW then
    local at, current, previous = buckets(entry, window, now)
    entry[2] = (at + 2) * window
    entry[3] = min(MAX_COUNT, current + amount)
    entry[4] = previous
    return at
  end
  local at = max(entry[2] - window, now)
  append(entry, kind, window, amount, at)
  return at
end

-- Takes back at most `amount` of what was counted at `place`, as far as that still counts.
local function give_back(entry, kind, window, place, amount)
  if kind == WINDOW then
    local counted = entry[2] / window - 2
    if place == counted then
      entry[3] = max(0, entry[3] - amount)
    elseif place == counted - 1 then
      entry[4] = max(0, entry[4] - amount)
    end
    return
  end
  local log = entry[5]
  local low, high = 0, #log / RECORD - 1
  while low <= high do
    local middle = floor((low + high) / 2)
    local time, count = record(log, middle)
    if time == place then
      local given = min(amount, count)
      local left = given < count and pack('>I6I7', time, count - given) or ''
      entry[3] = entry[3] - given
      entry[5] = sub(log, 1, middle * RECORD) .. left .. sub(log, (middle + 1) * RECORD + 1)
      return
    elseif time < place then
      low = middle + 1
    else
      high = middle - 1
    end
  end
end
