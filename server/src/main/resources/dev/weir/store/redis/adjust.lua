-- Gives back what was counted, or counts more, in one atomic step. If asked to, first takes a
-- reservation away, so that nobody else settles or releases it, and forgets what a retry would get.
-- A release takes its steps whether or not there is a reservation. A settlement takes its steps with
-- the reservation that they were worked out from, or not at all.
--
-- KEYS[1..n]  subjects: see counters.lua
-- KEYS[n+1]   the reservation to take: see acquire.lua; absent if none
-- KEYS[n+2]   the retry record to forget: see acquire.lua; absent if none
-- ARGV[1]     I6 now | B n
-- ARGV[2]     steps: I2 subject, from 1 | I4 limit id | B kind: 0 window, 1 log, 2 slots | I6 window
--             in ms | B what: 0 give back, 1 count at now | I6 the place of what is given back |
--             B number of the taken reservation's own demand, from 1, whose place counts instead if
--             there is a reservation; or 0 | I7 amount
-- ARGV[3]     decision id: another decision's retry record stays
-- ARGV[4]     what the reservation has to be: if it is not, or has expired, nothing is done; absent
--             if it may be anything, and need not be there
--
-- Returns the reservation; nothing if none was to be taken, or there is none that has not expired,
-- or another than it has to be.

local now, n = unpack('>I6B', ARGV[1])
local reservation_key, retry_key = KEYS[n + 1], KEYS[n + 2]

local held = false
if reservation_key then
  held = redis.call('GET', reservation_key)
  if held and now >= (unpack('>I6', held)) then
    held = false
  end
  if ARGV[4] and held ~= ARGV[4] then
    return false
  end
  if held then
    redis.call('DEL', reservation_key)
  end
end

if retry_key then
  local kept = redis.call('GET', retry_key)
  if kept then
    local _, _, id = unpack('>BI6I2c0', kept)
    if id == ARGV[3] then
      redis.call('DEL', retry_key)
    end
  end
end

local packed = ARGV[2]
local lists, maps, changed = {}, {}, {}
local at = 1
while at < #packed do
  local s, id, kind, window, what, place, own, amount
  s, id, kind, window, what, place, own, amount, at = unpack('>I2I4BI6BI6BI7', packed, at)
  if not lists[s] then
    lists[s], maps[s] = read(KEYS[s])
  end
  local entry = maps[s][id]
  if what == 1 then
    count(lists[s], maps[s], id, kind, window, amount, now)
    changed[s] = true
  elseif entry then
    if held and own > 0 then
      place = unpack('>I6', held, 8 + (own - 1) * 6)
    end
    give_back(entry, kind, window, place, amount)
    changed[s] = true
  end
end
for s = 1, n do
  if changed[s] then
    write(KEYS[s], lists[s], now)
  end
end
return held
