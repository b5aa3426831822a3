import 'client-only';

/** `keyCode` of a key that an input method took for itself; the only sign that Safari gives, which ends the composition first. */
const TAKEN_BY_INPUT_METHOD = 229;

/** Whether this key belongs to an input method (UI Events, 5.6.3 and the legacy `keyCode` of section 8.3). */
export function isComposing(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === TAKEN_BY_INPUT_METHOD;
}
