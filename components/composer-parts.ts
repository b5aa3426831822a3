// Parts of the composer that most messages do not need, in one chunk.
export { AttachmentTray } from './talk/attachment-tray.tsx';
export { LongText } from './talk/long-text.tsx';
