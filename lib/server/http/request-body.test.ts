import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { readJson } from './request-body.ts';

const schema = z.object({ name: z.string(), nested: z.object({ list: z.array(z.number()) }).optional() });

/** A request whose body arrives in pieces, without a content-length. */
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

test('returns a valid body parsed', async () => {
  expect(await readJson(whole('{"name":"涓流","more":1}'), schema)).toEqual({ name: '涓流' });
});

test('decodes characters split between two pieces', async () => {
  const bytes = new TextEncoder().encode('{"name":"涓🙂"}');
  for (let cut = 0; cut <= bytes.length; cut++) {
    const body = await readJson(streamed([bytes.slice(0, cut), bytes.slice(cut)]), schema);
    expect(body.name, `cut at ${cut}`).toBe('涓🙂');
  }
});

test.each(['', '{', 'null,', 'name=x', '{"name":"x"'])('rejects %j as invalid JSON', async (text) => {
  await expect(readJson(whole(text), schema)).rejects.toMatchObject({
    code: 'invalid-request',
    message: 'The body is not valid JSON.',
  });
});

test('rejects a missing body', async () => {
  const request = new Request('http://x/', { method: 'POST' });
  await expect(readJson(request, schema)).rejects.toMatchObject({ code: 'invalid-request' });
});

test.each([
  ['{"name":5}', '`name`'],
  ['{}', '`name`'],
  ['{"name":"x","nested":{"list":[1,"2"]}}', '`nested.list.1`'],
])('names the invalid field of %s', async (text, field) => {
  await expect(readJson(whole(text), schema)).rejects.toMatchObject({
    code: 'invalid-request',
    message: expect.stringContaining(field),
  });
});

test.each(['null', '[]', '"text"', '7'])('names no field for %s', async (text) => {
  await expect(readJson(whole(text), schema)).rejects.toMatchObject({
    code: 'invalid-request',
    message: expect.not.stringContaining('`'),
  });
});

test('stops reading once the body exceeds the limit', async () => {
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
  });
  expect(cancelled).toHaveBeenCalledTimes(1);
  expect(given).toBeLessThan(15);
});

test('rejects a body over the limit while another branch of it is being read', async () => {
  const request = streamed(['x'.repeat(20_000), 'x']);
  request.clone();
  await expect(readJson(request, schema, 10_000)).rejects.toMatchObject({ code: 'request-too-large' });
});

test('rejects a content-length over the limit without reading the body', async () => {
  const request = whole('{"name":"x"}', { 'content-length': '10001' });
  await expect(readJson(request, schema, 10_000)).rejects.toMatchObject({ code: 'request-too-large' });
  expect(request.bodyUsed).toBe(false);
});

test('counts bytes, not characters, and accepts exactly the limit', async () => {
  const text = '{"name":"涓流"}';
  const bytes = new TextEncoder().encode(text).length;
  expect(await readJson(streamed([text]), schema, bytes)).toEqual({ name: '涓流' });
  await expect(readJson(streamed([text]), schema, bytes - 1)).rejects.toMatchObject({
    code: 'request-too-large',
  });
});
