// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';
import { closeOverlay, getOverlay, openOverlay } from '../shell/shell-state.ts';
import { recordingOf } from '../testing/sample-recordings.ts';
import { closeReplay, openReplay } from './replay-state.ts';

afterEach(() => {
  closeReplay();
  closeOverlay();
});

test('closing a replay leaves no dialog open', () => {
  openReplay(recordingOf([]));
  expect(getOverlay()).toBe('replay');
  closeReplay();
  expect(getOverlay()).toBeUndefined();
});

test('closing a replay opens the dialog again that it was opened from, also after another file', () => {
  openOverlay('search');
  openReplay(recordingOf([]));
  openReplay(recordingOf([]));
  closeReplay();
  expect(getOverlay()).toBe('search');
});
