import 'server-only';

/**
 * Every operation on a run log is one Lua script, so that it is atomic. Only the clock of Redis is used. A run has three
 * keys, all with the hash tag of its chat:
 *
 * - chat: hash `runId owner model startedAt` of the chat's latest run.
 * - run: hash with
 *   `token`: whoever knows it may append. `last`: number of the last event. `lease`: epoch ms until which the producer counts
 *   as alive. `said`: the run has produced model output. `open`, `openCount`: the ends of open parts. `closing`,
 *   `closingCount`: the ending that another server asks for. `fenced`: replaced by a new run. `closed`. `sealer`: token of the
 *   server that closed the log. `ending`: the events it was closed with. `yielded`: 1 when these are `closing`. `watched`:
 *   epoch ms until which another server counts as reading. `silentSince`, `keepAlives`: since when the model has sent no
 *   output, in epoch ms, and the signs of life since; absent while nothing is expected from it. `extended`: ms by which readers
 *   have extended waits, in total: whoever misses an answer adds nothing twice. `collected`: a browser has stored the answer.
 *   `position`: a `ResumePosition`. A run that has one is not closed for a while when its producer is dead: another may take it over.
 * - events: stream. The id of an entry is the number of its last event, so no entry can be added twice.
 */
const CLOCK = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** How long it is known, after a run has expired, that there was one, in milliseconds. */
const KNOWN_MS = 30 * 86_400_000;
/** How long the events of a run that another has replaced remain for readers who have not finished, in milliseconds. */
const REPLACED_MS = 10 * 60_000;

/**
 * KEYS chat, run, events · ARGV runId, owner, model, startedAt, token, lease ms, retention ms, may create (1/0), prefix of the run keys.
 * Idempotent for one token: the answer to the first attempt may have been lost.
 */
const OPEN = `${CLOCK}
local chat = redis.call('HMGET', KEYS[1], 'runId', 'owner', 'model', 'startedAt')
if chat[1] then
  if chat[2] ~= ARGV[2] then return {'not-found'} end
  local oldKey = ARGV[9] .. chat[1]
  local old = redis.call('HMGET', oldKey, 'token', 'closed', 'closing', 'fenced', 'lease')
  if old[1] and chat[1] == ARGV[1] then
    if old[1] == ARGV[5] then return {'created'} end
    return {'attached', chat[1], chat[2], chat[3], chat[4]}
  end
  if chat[1] == ARGV[1] then return {'expired', chat[1]} end
  if redis.call('EXISTS', KEYS[2]) == 1 then return {'changed', chat[1]} end
  if old[1] and not old[2] and not old[3] and not old[4] then
    if tonumber(old[5]) >= now then return {'active', chat[1]} end
    redis.call('HSET', oldKey, 'fenced', '1')
  end
end
if ARGV[8] == '0' then return {'full'} end
if chat[1] then redis.call('PEXPIRE', ARGV[9] .. chat[1] .. ':events', ${REPLACED_MS}) end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
redis.call('HSET', KEYS[1], 'runId', ARGV[1], 'owner', ARGV[2], 'model', ARGV[3], 'startedAt', ARGV[4])
redis.call('HSET', KEYS[2], 'token', ARGV[5], 'last', '0', 'lease', now + ARGV[6], 'openCount', '0')
redis.call('PEXPIRE', KEYS[1], ARGV[6] + ARGV[7] + ${KNOWN_MS})
redis.call('PEXPIRE', KEYS[2], ARGV[6] + ARGV[7])
return {'created'}
`;

/**
 * Describes the chat's latest run. Redis may have evicted the events of an ended run before the run.
 * KEYS chat · ARGV prefix of the run keys.
 */
const INSPECT = `
local chat = redis.call('HMGET', KEYS[1], 'runId', 'owner', 'model', 'startedAt')
if not chat[1] then return {'none'} end
local key, state = ARGV[1] .. chat[1], 'live'
local run = redis.call('HMGET', key, 'last', 'closed', 'collected')
if not run[1] then state = 'expired'
elseif run[2] then state = redis.call('EXISTS', key .. ':events') == 1 and 'ended' or 'expired' end
return {state, chat[1], chat[2], chat[3], chat[4], run[1] or '0', redis.call('PTTL', key), run[3] or '0'}
`;

/** KEYS chat, run, events · ARGV runId, ms until the log expires. */
const COLLECT = `
if redis.call('HGET', KEYS[1], 'runId') ~= ARGV[1] or redis.call('EXISTS', KEYS[2]) == 0 then return {'gone'} end
if not redis.call('HGET', KEYS[2], 'closed') then return {'live'} end
redis.call('HSET', KEYS[2], 'collected', '1')
if redis.call('PTTL', KEYS[2]) > tonumber(ARGV[2]) then
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
  redis.call('PEXPIRE', KEYS[3], ARGV[2])
end
return {'collected'}
`;

/** The chats of a caller, as a sorted set. KEYS set · ARGV startedAt, chat id, how many to hold, ms until they are forgotten. */
const ADD_CHAT = `
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {'added'}
`;

/** KEYS set. */
const LIST_CHATS = "return redis.call('ZREVRANGE', KEYS[1], 0, -1)";

/** KEYS set · ARGV chat ids. */
const REMOVE_CHATS = "return {redis.call('ZREM', KEYS[1], unpack(ARGV))}";

/**
 * Appends events, checks the fence, renews the lease and closes the log, all in one step.
 * KEYS chat, run, events · ARGV runId, owner, model, startedAt, token, lease ms, retention ms, after (the number of the last event before the entry), to, entry ('' for none),
 * ends of open parts, their count, has model output (1/0), ending ('' for none), its count, forced (1/0: readers on the
 * producer's server have already received this ending), ms of silence ('' when nothing is expected), keep-alives, position ('' if it
 * has not changed).
 */
const FLUSH = `${CLOCK}
local run = redis.call('HMGET', KEYS[2], 'token', 'last', 'closed', 'sealer', 'fenced', 'closing', 'closingCount', 'watched', 'ending', 'yielded', 'extended')
local after, to = tonumber(ARGV[8]), tonumber(ARGV[9])
if not run[1] then
  local latest = redis.call('HGET', KEYS[1], 'runId')
  if latest and latest ~= ARGV[1] then return {'lost', ''} end
  if after ~= 0 then return {'behind', 0} end
  redis.call('HSET', KEYS[1], 'runId', ARGV[1], 'owner', ARGV[2], 'model', ARGV[3], 'startedAt', ARGV[4])
  redis.call('HSET', KEYS[2], 'token', ARGV[5])
  run = {ARGV[5], '0'}
end
if run[3] and run[4] == ARGV[5] then return {'sealed', run[9], run[10] or '0'} end
if run[1] ~= ARGV[5] and not run[5] then return {'taken'} end
if run[3] or run[5] then return {'lost', run[9] or ''} end
local last = tonumber(run[2])
if to > last then
  if after ~= last then return {'behind', last} end
  redis.call('XADD', KEYS[3], to .. '-0', 'e', ARGV[10])
  last = to
end
local keep, answer = ARGV[6] + ARGV[7], nil
if ARGV[14] ~= '' then
  local ending, count, yielded = ARGV[14], ARGV[15], '0'
  if run[6] and ARGV[16] == '0' then ending, count, yielded = run[6], run[7], '1' end
  if ARGV[12] ~= '0' then
    last = last + ARGV[12]
    redis.call('XADD', KEYS[3], last .. '-0', 'e', ARGV[11])
  end
  last = last + count
  redis.call('XADD', KEYS[3], last .. '-0', 'e', ending)
  redis.call('HSET', KEYS[2], 'last', last, 'said', ARGV[13], 'closed', '1', 'sealer', ARGV[5], 'ending', ending, 'yielded', yielded)
  keep, answer = ARGV[7], {'sealed', ending, yielded}
else
  local silentSince = ARGV[17] ~= '' and now - ARGV[17] or ''
  redis.call('HSET', KEYS[2], 'last', last, 'said', ARGV[13], 'open', ARGV[11], 'openCount', ARGV[12], 'lease', now + ARGV[6], 'silentSince', silentSince, 'keepAlives', ARGV[18])
  if ARGV[19] ~= '' then redis.call('HSET', KEYS[2], 'position', ARGV[19]) end
  if run[6] then answer = {'closing', run[6]}
  elseif run[8] and tonumber(run[8]) > now then answer = {'ok', 1, run[11] or '0'}
  else answer = {'ok', 0, run[11] or '0'} end
end
redis.call('PEXPIRE', KEYS[2], keep)
redis.call('PEXPIRE', KEYS[3], keep)
if redis.call('HGET', KEYS[1], 'runId') == ARGV[1] then redis.call('PEXPIRE', KEYS[1], keep + ${KNOWN_MS}) end
return answer
`;

/** KEYS run, events · ARGV first number, entries at most, watch ms. Also marks the run as being read. */
const READ = `${CLOCK}
local run = redis.call('HMGET', KEYS[1], 'token', 'closed', 'fenced', 'lease', 'said', 'watched', 'silentSince', 'keepAlives')
if not run[1] then return {'gone'} end
local state = 'live'
if run[2] then state = 'closed'
elseif run[3] then state = 'lost'
elseif tonumber(run[4]) < now then state = 'expired'
elseif not run[6] or tonumber(run[6]) < now + ARGV[3] / 2 then redis.call('HSET', KEYS[1], 'watched', now + ARGV[3]) end
local silentMs = ''
if run[7] and run[7] ~= '' then silentMs = tostring(now - run[7]) end
return {state, run[5] or '0', redis.call('XRANGE', KEYS[2], ARGV[1] .. '-0', '+', 'COUNT', ARGV[2]), silentMs, run[8] or '0'}
`;

/**
 * Ends a run from another server. A live producer is asked to close its log, because its local readers may already have
 * events that Redis lacks. A dead producer's log is closed here, with numbers above any that it may have used.
 * KEYS run, events · ARGV ending, its count, only if dead (1/0), retention ms, gap in numbers, ms for which a run that can be resumed
 * waits for another producer.
 */
const CLOSE = `${CLOCK}
local run = redis.call('HMGET', KEYS[1], 'token', 'last', 'closed', 'fenced', 'lease', 'closing', 'closingCount', 'open', 'openCount', 'position')
if not run[1] then return {'gone'} end
if run[3] then return {'closed'} end
local dead = run[4] or tonumber(run[5]) < now
if ARGV[3] == '1' and run[10] and not run[4] and not run[6] and run[5] + ARGV[6] > now then return {'alive'} end
if not dead then
  if ARGV[3] == '1' then return {'alive'} end
  if run[6] then return {'closed'} end
  redis.call('HSET', KEYS[1], 'closing', ARGV[1], 'closingCount', ARGV[2])
  return {'asked'}
end
local last, answer, ending, count = run[2] + ARGV[5], 'sealed', ARGV[1], ARGV[2]
if run[6] then answer, ending, count = 'closed', run[6], run[7] end
if run[9] ~= '0' then
  last = last + run[9]
  redis.call('XADD', KEYS[2], last .. '-0', 'e', run[8])
end
last = last + count
redis.call('XADD', KEYS[2], last .. '-0', 'e', ending)
redis.call('HSET', KEYS[1], 'last', last, 'closed', '1', 'sealer', '', 'ending', ending)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return {answer}
`;

/**
 * Makes another server the producer of a run whose own is dead. Its events have numbers above any that the dead one may have used.
 * KEYS run · ARGV token, lease ms, ms after the lease for which the producer may still come back, gap in numbers.
 */
const TAKE_OVER = `${CLOCK}
local run = redis.call('HMGET', KEYS[1], 'token', 'last', 'closed', 'fenced', 'lease', 'closing', 'position')
if not run[1] or run[3] or run[4] or run[6] or not run[7] then return {'over'} end
if run[5] + ARGV[3] >= now then return {'alive'} end
redis.call('HSET', KEYS[1], 'token', ARGV[1], 'lease', now + ARGV[2], 'last', run[2] + ARGV[4])
return {'taken', run[7]}
`;

/** Extends the wait for the model of a live run. KEYS run · ARGV ms. */
const EXTEND = `${CLOCK}
local run = redis.call('HMGET', KEYS[1], 'token', 'closed', 'fenced', 'closing', 'lease')
if not run[1] or run[2] or run[3] or run[4] or tonumber(run[5]) < now then return {'ended'} end
redis.call('HINCRBY', KEYS[1], 'extended', ARGV[1])
return {'asked'}
`;

const PING = "return {'pong'}";

export const SCRIPTS = {
  open: OPEN,
  inspect: INSPECT,
  flush: FLUSH,
  read: READ,
  close: CLOSE,
  extend: EXTEND,
  takeOver: TAKE_OVER,
  collect: COLLECT,
  addChat: ADD_CHAT,
  listChats: LIST_CHATS,
  removeChats: REMOVE_CHATS,
  ping: PING,
} as const;
