import 'client-only';

/** `keyCode` of a key that an input method consumes. Safari ends the composition before the event, so it gives no other sign. */
const CONSUMED_KEY_CODE = 229;

/** Whether this key belongs to an input method (UI Events, 5.6.3 and the legacy `keyCode` of section 8.3). */
export function isComposing(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === CONSUMED_KEY_CODE;
}
