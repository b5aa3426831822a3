// Everything a chat needs once it has messages, in one chunk: it loads, or fails to load, as a whole.

import './print.css';
import { installRecorder } from '#lib/client/recording/install-recorder.ts';

installRecorder();

export { ChatHeading } from '../header/chat-heading.tsx';
export { ChatMessages } from './chat-messages.tsx';
export { StatusArea } from './status/status-area.tsx';
