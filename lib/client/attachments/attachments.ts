// The code that handles attached files, in one chunk.
export { attachFile } from './attach-file.ts';
export { findModelWarnings, findSizeWarnings } from './attachment-warnings.ts';
