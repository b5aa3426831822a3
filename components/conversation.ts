// Everything a chat needs once it has messages, in one chunk: it loads, or fails to load, as a whole.
export { Announcer } from './announcer.tsx';
export { ChatTitle } from './chat-title.tsx';
export { RunLine } from './run-line.tsx';
export { QueuedQuestions } from './talk/queued-questions.tsx';
export { RunElsewhere } from './talk/run-elsewhere.tsx';
export { ToLatest } from './talk/to-latest.tsx';
export { Transcript } from './transcript.tsx';
