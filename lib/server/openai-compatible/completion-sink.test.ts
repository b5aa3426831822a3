import { expect, test, vi } from 'vitest';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { CompletionPiece } from '../models/chat-completions/completion-piece.ts';
import { CompletionSink } from './completion-sink.ts';

const piece = (content: string): CompletionPiece[] => [{ type: 'delta', delta: { content } }];

test('a write is done when the client asks for more', async () => {
  const sink = new CompletionSink();
  const next = sink.next();
  const written = vi.fn();
  void sink.write(piece('a')).then(written);
  expect(await next).toEqual(piece('a'));
  await Promise.resolve();
  expect(written).not.toHaveBeenCalled();
  const second = sink.next();
  await Promise.resolve();
  expect(written).toHaveBeenCalledTimes(1);
  void sink.write(piece('b'));
  expect(await second).toEqual(piece('b'));
});

test('the client gets the pieces written before the run ended, then the end', async () => {
  const sink = new CompletionSink();
  void sink.write(piece('a'));
  sink.close({ outcome: 'complete', finishReason: 'stop' });
  expect(await sink.next()).toEqual(piece('a'));
  expect(await sink.next()).toBeUndefined();
});

test('the client gets the error of a run that failed while it waited', async () => {
  const sink = new CompletionSink();
  const next = sink.next();
  const error = new ChatError('connection-lost', 'Lost.');
  sink.close({ outcome: 'interrupted', error });
  await expect(next).rejects.toBe(error);
});

test('a client that leaves aborts the signal and releases both sides', async () => {
  const sink = new CompletionSink();
  const written = sink.write(piece('a'));
  sink.leave();
  expect(sink.signal.aborted).toBe(true);
  await written;
  expect(await sink.next()).toBeUndefined();
});

test('a client that leaves while it waits gets no pieces', async () => {
  const sink = new CompletionSink();
  const next = sink.next();
  sink.leave();
  expect(await next).toBeUndefined();
});
