-- Grants demands if every enforced one has room, and then counts them all; otherwise counts nothing.
-- Where limits live apart, this is called for each part: first for all but one with nothing but
-- subjects, then for the part that has the records, which is told how the others fared and decides.
--
-- KEYS[1..n]  subjects: see counters.lua
-- KEYS[n+1]   the retry record, if there is a retry key:
--             B 2 | I6 expires | I2 length, decision id | B admitted | B number of own demands |
--             their statuses | ARGV[4] | ARGV[5] or ARGV[6]
-- KEYS[last]  the reservation, if something is reserved:
--             I6 expires | B number of own demands | I6 the place of each | ARGV[7]
-- ARGV[1]     I6 now | B n | B whether there is a retry key | B whether something is reserved |
--             B whether the other parts admit | I6 the longest wait of an enforced limit there |
--             I6 when the reservation expires | B whether statuses are wanted for both outcomes
-- ARGV[2]     demands: I2 subject, from 1 | I4 limit id | B kind: 0 window, 1 log, 2 slots |
--             B enforced | I6 window in ms | I7 max | I7 amount
-- ARGV[3]     decision id
-- ARGV[4]     what describes all demands, kept for a retry; not looked at
-- ARGV[5]     the other parts' statuses if all is admitted; not looked at
-- ARGV[6]     the same if it is refused
-- ARGV[7]     what the reservation needs for its settlement; not looked at
--
-- A retry record is of an earlier call: its outcome holds, unless it is this very decision's refusal.
--
-- Returns B admitted, and the status of each demand: B exceeded | I7 remaining | I6 retry after, in
-- ms, or 2^48 - 1 for never | I6 reset after, in ms | I6 the place where it was counted. If wanted,
-- the statuses that hold if the other parts refuse follow. For a retry: its record.

local RETRY = 60000

local now, n, retries, reserves, others_admit, others_wait, expires, both =
  unpack('>I6BBBBI6I6B', ARGV[1])
local retry_key = retries == 1 and KEYS[n + 1]
local reservation_key = reserves == 1 and KEYS[#KEYS]

if retry_key then
  local kept = redis.call('GET', retry_key)
  if kept then
    local _, until_then, length = unpack('>BI6I2', kept)
    local refused = string.byte(kept, 10 + length) == 0
    local own = string.sub(kept, 10, 9 + length) == ARGV[3]
    if now < until_then and not (refused and own) then
      return kept
    end
  end
end

local lists, maps = {}, {}
for i = 1, n do
  lists[i], maps[i] = read(KEYS[i])
end

local packed = ARGV[2]
local admitted = others_admit == 1
local subject, id, kind, enforced, window, most, amount, exceeded = {}, {}, {}, {}, {}, {}, {}, {}
local size, at = 0, 1
while at < #packed do
  size = size + 1
  subject[size], id[size], kind[size], enforced[size], window[size], most[size], amount[size], at =
    unpack('>I2I4BBI6I7I7', packed, at)
  local entry = maps[subject[size]][id[size]]
  exceeded[size] = used(entry, kind[size], window[size], now) > most[size] - amount[size]
  if exceeded[size] and enforced[size] == 1 then
    admitted = false
  end
end

local places = {}
local longest = others_wait

local function statuses()
  local parts = {}
  for i = 1, size do
    local entry = maps[subject[i]][id[i]]
    local wait = 0
    if exceeded[i] then
      wait = amount[i] > most[i] and NEVER
        or wait_for(entry, kind[i], window[i], amount[i], most[i], now)
      if enforced[i] == 1 then
        longest = max(longest, wait)
      end
    end
    parts[i] = pack('>BI7I6I6I6', exceeded[i] and 1 or 0,
      max(0, most[i] - used(entry, kind[i], window[i], now)), wait,
      wait_for_nothing(entry, kind[i], window[i], now), places[i] or 0)
  end
  return table.concat(parts)
end

local otherwise = both == 1 and statuses() or ''

if admitted then
  local changed = {}
  for i = 1, size do
    if amount[i] > 0 then
      local s = subject[i]
      places[i] = count(lists[s], maps[s], id[i], kind[i], window[i], amount[i], now)
      changed[s] = true
    end
  end
  for s = 1, n do
    if changed[s] then
      write(KEYS[s], lists[s], now)
    end
  end
  if reservation_key then
    local parts = {pack('>I6B', expires, size)}
    for i = 1, size do
      parts[i + 1] = pack('>I6', places[i] or 0)
    end
    parts[size + 2] = ARGV[7]
    redis.call('SET', reservation_key, table.concat(parts), 'PX', expires - now + SLACK)
  end
end

local found = statuses()

if retry_key then
  local kept = admitted and RETRY or min(RETRY, longest)
  redis.call('SET', retry_key,
    pack('>BI6I2c0BB', 2, now + kept, #ARGV[3], ARGV[3], admitted and 1 or 0, size) .. found
      .. ARGV[4] .. (admitted and ARGV[5] or ARGV[6]), 'PX', kept + SLACK)
end

return (admitted and '\1' or '\0') .. found .. otherwise
