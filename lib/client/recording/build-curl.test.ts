import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { buildCurl } from './build-curl.ts';

const message = {
  id: 'q',
  role: 'user',
  parts: [{ type: 'text', text: `it's "$HOME" \\ \`x\`\n涓流` }],
} as const;
const request = {
  origin: 'https://chat.example.com',
  chatId: 'curl-1',
  messages: [{ ...message, parts: [...message.parts], metadata: { runId: 'secret' } as never }],
  model: 'demo',
  settings: { temperature: 0 },
};

test('a shell passes the request on as it was, whatever is in the question', () => {
  const [first, ...args] = execFileSync('sh', [
    '-c',
    `${buildCurl(request).replace('curl', "printf '%s\\0'")}`,
  ])
    .toString()
    .split('\0')
    .slice(0, -1);
  expect(first).toBe('-N');
  expect(args[0]).toBe('https://chat.example.com/api/chats/curl-1/run');
  expect(JSON.parse(args.at(-1) ?? '')).toEqual({
    messages: [message],
    model: 'demo',
    settings: { temperature: 0 },
  });
});

test('there is no header beside the type of the body and of the stream', () => {
  expect(buildCurl(request).match(/-H '[^:]+/g)).toEqual(["-H 'content-type", "-H 'accept"]);
});
