import { expect, test } from 'vitest';
import { currentTimeTool } from './built-in/current-time.ts';
import { describeTool } from './tool-description.ts';

test('an input with a default is optional in the JSON schema shown to the model', () => {
  const described = describeTool(currentTimeTool);
  expect(described).toMatchObject({
    type: 'function',
    name: 'current_time',
    inputSchema: { type: 'object', properties: { timeZone: { type: 'string' } } },
  });
  expect(described.inputSchema.required).toBeUndefined();
});

test('an MCP tool keeps the JSON schema of its server', () => {
  const jsonSchema = { type: 'object', properties: { place: { type: 'string' } } };
  expect(describeTool({ ...currentTimeTool, jsonSchema }).inputSchema).toBe(jsonSchema);
});
