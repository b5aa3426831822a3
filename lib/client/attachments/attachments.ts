// Loaded as one chunk, see `attachments-code.ts`.
export { attachFile } from './attach-file.ts';
export { findModelWarnings, findSizeWarnings } from './attachment-warnings.ts';
