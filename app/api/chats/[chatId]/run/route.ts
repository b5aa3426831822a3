import { after } from 'next/server';
import { patchRunSchema } from '#lib/protocol/patch-run.ts';
import { startRunSchema } from '#lib/protocol/start-run.ts';
import { readJson, requireJson } from '#lib/server/http/request-body.ts';
import { optionsRoute, parseChatId, route } from '#lib/server/http/route.ts';
import { parseCursor, parseRunId } from '#lib/server/http/run-cursor.ts';
import { respondWithRun } from '#lib/server/http/run-response.ts';
import { readOwnKey } from '#lib/server/models/own-key/own-key.ts';
import { extendWait, findRun, startRun, stopRun } from '#lib/server/run/runs.ts';

export const runtime = 'edge';

type Context = { params: Promise<{ chatId: string }> };

/** Starts a run, or attaches to the run with this id. */
export const POST = route(async (request: Request, { params }: Context, caller) => {
  requireJson(request);
  const ownKey = readOwnKey(request);
  const chatId = parseChatId((await params).chatId);
  const body = await readJson(request, startRunSchema);
  const run = await startRun({ caller, chatId, body, ownKey, keepAlive: after });
  return respondWithRun(run, { after: 0, caller, signal: request.signal });
});

/** Attaches to the run that the request names, or to the chat's latest, after the last event that the client has. */
export const GET = route(async (request: Request, { params }: Context, caller) => {
  const chatId = parseChatId((await params).chatId);
  const { runId, after } = parseCursor(request);
  const run = await findRun(caller, chatId, runId);
  // The header tells a client that this server answered, and not something in between.
  if (run === undefined) return new Response(null, { status: 204, headers: { 'x-run-state': 'none' } });
  return respondWithRun(run, { after, caller, signal: request.signal });
});

/** Lets the run that the request names wait longer for its model. */
export const PATCH = route(async (request: Request, { params }: Context, caller) => {
  requireJson(request);
  const chatId = parseChatId((await params).chatId);
  const body = await readJson(request, patchRunSchema);
  if (!(await extendWait(caller, chatId, body))) return Response.json({ extended: false });
  const { runId } = body;
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
