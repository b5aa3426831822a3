import { expect, test } from 'vitest';
import { z } from 'zod';
import type { OfferedTool } from './server-tool.ts';
import { selectTools, selectUnattendedTools } from './tool-selection.ts';

const inputSchema = z.object({});
const execute = async () => 'done';
const clock: OfferedTool = { name: 'clock', description: '', inputSchema, consent: 'never', execute };
const send: OfferedTool = { name: 'send', description: '', inputSchema, consent: 'ask', execute };
const page: OfferedTool = { name: 'page', description: '', inputSchema, consent: 'never' };
const tools = [clock, send, page];

test('selects all tools without names, and ignores names no tool has', () => {
  expect(selectTools(tools, undefined)).toEqual(tools);
  expect(selectTools(tools, ['send', 'fly'])).toEqual([send]);
  expect(selectTools(tools, [])).toEqual([]);
});

test('unattended tools exclude those that ask for consent or run in the browser', () => {
  expect(selectUnattendedTools(tools)).toEqual([clock]);
});
