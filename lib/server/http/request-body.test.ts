import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { readJson } from './request-body.ts';

const schema = z.object({ name: z.string(), nested: z.object({ list: z.array(z.number()) }).optional() });

/** A body that comes in pieces, without a content-length. */
function streamed(pieces: Iterable<string | Uint8Array>, onCancel = () => {}): Request {
  const rest = pieces[Symbol.iterator]();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { done, value } = rest.next();
      if (done) controller.close();
      else controller.enqueue(typeof value === 'string' ? new TextEncoder().encode(value) : value);
    },
    cancel: onCancel,
  });
  return new Request('http://x/', { method: 'POST', body, duplex: 'half' } as RequestInit);
}
const whole = (text: string, headers: Record<string, string> = {}) =>
  new Request('http://x/', { method: 'POST', body: text, headers });

test('a body that fits comes back parsed', async () => {
  expect(await readJson(whole('{"name":"涓流","more":1}'), schema)).toEqual({ name: '涓流' });
});

test('characters cut between two pieces stay whole', async () => {
  const bytes = new TextEncoder().encode('{"name":"涓🙂"}');
  for (let cut = 0; cut <= bytes.length; cut++) {
    const body = await readJson(streamed([bytes.slice(0, cut), bytes.slice(cut)]), schema);
    expect(body.name, `cut at ${cut}`).toBe('涓🙂');
  }
});

test.each(['', '{', 'null,', 'name=x', '{"name":"x"'])('%j is not valid JSON', async (text) => {
  await expect(readJson(whole(text), schema)).rejects.toMatchObject({
    code: 'invalid-request',
    message: 'The body is not valid JSON.',
  });
});

test('no body at all is not valid JSON', async () => {
  const request = new Request('http://x/', { method: 'POST' });
  await expect(readJson(request, schema)).rejects.toMatchObject({ code: 'invalid-request' });
});

test.each([
  ['{"name":5}', '`name`'],
  ['{}', '`name`'],
  ['{"name":"x","nested":{"list":[1,"2"]}}', '`nested.list.1`'],
])('%s is refused by the name of the field at fault', async (text, field) => {
  await expect(readJson(whole(text), schema)).rejects.toMatchObject({
    code: 'invalid-request',
    message: expect.stringContaining(field),
  });
});

test.each(['null', '[]', '"text"', '7'])('%s is refused without naming a field', async (text) => {
  await expect(readJson(whole(text), schema)).rejects.toMatchObject({
    code: 'invalid-request',
    message: expect.not.stringContaining('`'),
  });
});

test('bytes are counted while they are read, and the rest is never asked for', async () => {
  const cancelled = vi.fn();
  let given = 0;
  const pieces = function* () {
    for (;;) {
      given++;
      yield 'x'.repeat(1000);
    }
  };
  const request = streamed(pieces(), cancelled);
  await expect(readJson(request, schema, 10_000)).rejects.toMatchObject({
    code: 'request-too-large',
    status: 413,
  });
  expect(cancelled).toHaveBeenCalledTimes(1);
  expect(given).toBeLessThan(15);
});

test('a content-length past the limit is refused before a byte is read', async () => {
  const request = whole('{"name":"x"}', { 'content-length': '10001' });
  await expect(readJson(request, schema, 10_000)).rejects.toMatchObject({ code: 'request-too-large' });
  expect(request.bodyUsed).toBe(false);
});

test('the limit counts bytes, not characters, and the limit itself still fits', async () => {
  const text = '{"name":"涓流"}';
  const bytes = new TextEncoder().encode(text).length;
  expect(await readJson(streamed([text]), schema, bytes)).toEqual({ name: '涓流' });
  await expect(readJson(streamed([text]), schema, bytes - 1)).rejects.toMatchObject({
    code: 'request-too-large',
  });
});
