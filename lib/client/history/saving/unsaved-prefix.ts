import 'client-only';

/** Of the copies that `MessageSaver` leaves in `localStorage`; the id of the chat follows. */
export const UNSAVED_PREFIX = 'runnel.unsaved.';
