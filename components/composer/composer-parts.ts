// The parts of the composer that most messages do not need, loaded as one chunk.
export { AttachmentTray } from './attachment-tray.tsx';
export { LongPasteNotice } from './long-paste-notice.tsx';
