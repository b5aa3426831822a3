// The code that handles attached files, in one chunk.
export { attachFile } from './attach-file.ts';
export { complaintsAbout, complaintsAboutSize } from './attachment-warnings.ts';
