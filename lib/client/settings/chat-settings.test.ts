import { describe, expect, test } from 'vitest';
import { runSettingsSchema } from '#lib/protocol/start-run.ts';
import { mergeSettings, readSettings, toRunSettings } from './chat-settings.ts';

describe('readSettings', () => {
  test('drops unknown fields and invalid values, and keeps the rest', () => {
    const stored = { model: 'm', temperature: 3, reasoningEffort: 'wild', smooth: 'yes', color: 'blue' };
    expect(readSettings(stored)).toEqual({ model: 'm' });
  });

  test.each([undefined, null, 'text', 7, []])('returns no settings for %j', (stored) => {
    expect(readSettings(stored)).toEqual({});
  });
});

test('a chat’s own settings override the defaults', () => {
  const defaults = { model: 'm', temperature: 1, instructions: 'Be brief.' };
  expect(mergeSettings(defaults, { temperature: 0, instructions: '' })).toEqual({
    model: 'm',
    temperature: 0,
    instructions: '',
  });
});

test('run settings contain neither the model, display options, titles nor empty instructions', () => {
  const settings = toRunSettings({
    model: 'm',
    smooth: true,
    lineNumbers: true,
    titles: 'first-words',
    temperature: 0,
    instructions: '',
  });
  expect(settings).toEqual({ temperature: 0 });
  expect(runSettingsSchema.parse(settings)).toEqual(settings);
  expect(toRunSettings({ instructions: 'Be brief.' })).toEqual({ instructions: 'Be brief.' });
});
