// Everything a chat needs once it has messages, in one chunk: it loads, or fails to load, as a whole.

export { QueuedQuestions } from '../composer/queued-questions.tsx';
export { Transcript } from '../message/transcript.tsx';
export { Announcer } from './announcer.tsx';
export { BottomFollower } from './bottom-follower.tsx';
export { ChatTitle } from './chat-title.tsx';
export { HiddenRunNotice } from './hidden-run-notice.tsx';
export { StatusLine } from './status-line.tsx';
