import { after } from 'next/server';
import { patchRunSchema } from '#lib/protocol/patch-run.ts';
import { startRunSchema } from '#lib/protocol/start-run.ts';
import { isDurableStream, respondAsDurableStream } from '#lib/server/durable-stream/durable-stream.ts';
import type { Caller } from '#lib/server/http/caller.ts';
import { readJson, requireJson } from '#lib/server/http/request-body.ts';
import { optionsRoute, parseChatId, route } from '#lib/server/http/route.ts';
import { parseCursor, parseRunId } from '#lib/server/http/run-cursor.ts';
import { pollRun } from '#lib/server/http/run-poll.ts';
import { parseStartPoint, parseWaitMs } from '#lib/server/http/run-position.ts';
import { describeRun, respondWithRun } from '#lib/server/http/run-response.ts';
import { readOwnKey } from '#lib/server/models/own-key/own-key.ts';
import { getRequestSpan } from '#lib/server/observability/request-observation.ts';
import {
  collectRun,
  extendWait,
  findRun,
  inspectRun,
  skipTo,
  startRun,
  stopRun,
} from '#lib/server/run/runs.ts';
import type { RunLog } from '#lib/server/run-log/run-log.ts';

export const runtime = 'edge';

type Context = { params: Promise<{ chatId: string }> };

/** Starts a run, or attaches to the run with this id. Responds with a stream, or to a long poll. */
export const POST = route(async (request: Request, { params }: Context, caller) => {
  requireJson(request);
  const ownKey = readOwnKey(request);
  const chatId = parseChatId((await params).chatId);
  const body = await readJson(request, startRunSchema);
  const waitMs = parseWaitMs(request);
  const parent = getRequestSpan(request);
  const run = await startRun({ caller, chatId, body, ownKey, parent, keepAlive: after });
  return respond(run, { after: 0, waitMs, caller, request });
});

/**
 * Attaches to the run that the request names, or to the chat's latest, after the last event that the client has: with a stream, or
 * with a long poll.
 */
export const GET = route(async (request: Request, { params }: Context, caller) => {
  const chatId = parseChatId((await params).chatId);
  if (isDurableStream(request)) return respondAsDurableStream(request, caller, chatId);
  const { runId, after: known } = parseCursor(request);
  const [startPoint, waitMs] = [parseStartPoint(request), parseWaitMs(request)];
  const run = await findRun(caller, chatId, runId);
  if (run === undefined) return describeRun(undefined);
  const after = startPoint ? await skipTo(caller, run, startPoint) : known;
  return respond(run, { after, waitMs, caller, request });
});

type Reader = { after: number; waitMs: number | undefined; caller: Caller; request: Request };

function respond(run: RunLog, { after, waitMs, caller, request }: Reader): Response | Promise<Response> {
  return waitMs === undefined
    ? respondWithRun(run, { after, caller, request })
    : pollRun(run, { after, waitMs, caller, signal: request.signal });
}

/** Describes the run that the request names, or the chat's latest, in headers. */
export const HEAD = route(async (request: Request, { params }: Context, caller) => {
  const chatId = parseChatId((await params).chatId);
  if (isDurableStream(request)) return respondAsDurableStream(request, caller, chatId);
  return describeRun(await inspectRun(caller, chatId, parseCursor(request).runId));
});

/** Lets the run that the request names wait longer for its model, or records that its answer is stored. */
export const PATCH = route(async (request: Request, { params }: Context, caller) => {
  requireJson(request);
  const chatId = parseChatId((await params).chatId);
  const { runId, extendWaitMs } = await readJson(request, patchRunSchema);
  if (extendWaitMs === undefined) {
    await collectRun(caller, chatId, runId);
    return new Response(null, { status: 204 });
  }
  const extended = await extendWait(caller, chatId, { runId, extendWaitMs });
  if (!extended) return Response.json({ extended });
  return Response.json({ extended: true, runId }, { status: 202, headers: { 'x-run-id': runId } });
});

/** Stops the run that the request names, or the chat's live run. */
export const DELETE = route(async (request: Request, { params }: Context, caller) => {
  const chatId = parseChatId((await params).chatId);
  const result = await stopRun(caller, chatId, parseRunId(new URL(request.url).searchParams));
  if (!result.stopped) return Response.json(result);
  return Response.json(result, { status: 202, headers: { 'x-run-id': result.runId } });
});

export const OPTIONS = optionsRoute('DELETE, GET, HEAD, OPTIONS, PATCH, POST');
