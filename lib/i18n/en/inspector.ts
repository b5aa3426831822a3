/** The stream inspector, and the setting for it. */
export const englishInspector = {
  title: 'Stream inspector',
  reading: 'Reading the recording…',
  missing: 'There is no recording of this answer',
  missingHint:
    'Answers are recorded in the browser that receives them. The last 50 are kept, as long as that is on in the settings. You can open a recording from a file.',
  failed: 'Couldn’t read the recording.',
  notImported: (problem: string) => `This file can’t be opened. ${problem}`,
  live: 'Live',
  imported: 'From a file',

  download: 'Download recording',
  import: 'Open a recording…',
  copyCurl: 'Copy as cURL',
  copied: 'Copied',
  notCopied: 'Couldn’t copy',

  figures: {
    model: 'Model',
    started: 'Started',
    duration: 'Duration',
    firstToken: 'First token after',
    speed: 'Speed',
    /** From the number of characters, where the model did not report its tokens. */
    estimatedSpeed: 'Speed (estimated)',
    events: 'Events',
    size: 'Received',
    longestGap: 'Longest gap',
    reconnects: 'Reconnects',
  },
  tokensPerSecond: (count: string) => `${count} tokens/s`,
  seconds: (count: string) => `${count} s`,
  milliseconds: (count: string) => `${count} ms`,
  /** The height of the curve of the speed. */
  atMost: (speed: string) => `max. ${speed}`,

  timeline: {
    title: 'Timeline',
    cursor: 'Event at the cursor',
    touchHelp: 'Drag to zoom.',
    help: 'Drag to zoom. Arrow keys: next event. Page Up/Down: next mark. + and −: zoom. 0: whole run.',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    whole: 'Show the whole run',
  },
  activities: {
    waiting: 'Waiting for the model',
    reasoning: 'Reasoning',
    text: 'Writing',
    call: 'Tool call',
    tool: 'Tool running',
    retry: 'Retrying',
  },
  kinds: {
    other: 'Run',
    text: 'Text',
    reasoning: 'Reasoning',
    tool: 'Tool',
    retry: 'Retry',
    comment: 'Comment',
    connection: 'Connection',
    end: 'End',
    busy: 'Browser busy',
  },
  marks: {
    'first-token': 'First token',
    stall: 'Stall',
    'keep-alive': 'Keep-alive',
    retry: 'Retry',
    lost: 'Connection lost',
    reconnected: 'Reconnected',
    error: 'Error',
    end: 'End',
  },
  lines: {
    request: (method: string, after: number) =>
      after > 0 ? `${method}: asks for what comes after event ${after}` : `${method}: asks for the run`,
    poll: 'with a long poll',
    open: (status: number) => `Response ${status}`,
    closed: {
      ended: 'Connection ended with the run',
      planned: 'Connection closed by the server as planned',
      lost: 'Connection lost',
      left: 'Connection closed by the page',
    },
    task: (ms: string) => `The browser was busy for ${ms}`,
    delay: (ms: string) => `Event waited ${ms} for the page`,
    characters: (count: number) =>
      `${count.toLocaleString('en')} ${count === 1 ? 'character' : 'characters'}`,
    merged: (count: number) => `${count.toLocaleString('en')} events merged`,
  },

  lost: {
    title: 'Time lost',
    about: 'Waits of at least 0.25 s, by who caused them.',
    none: 'No wait was as long as 0.25 s.',
    cause: 'Cause',
    time: 'Time',
    share: 'Share',
    how: 'How this is known',
    causes: {
      model: 'Model',
      tools: 'Tools',
      server: 'Server',
      connection: 'Lost connection',
      proxy: 'Proxy or network',
      browser: 'Browser',
      unknown: 'Unknown',
    },
    reasons: {
      model:
        'A heartbeat said that the model was silent, the server measured its first token, a failed request waited for its retry, or the next words had just been written when they arrived.',
      tools: 'A tool was running.',
      server: 'From the request to the server’s response. Includes the way there and back.',
      connection: 'From the loss of the connection to the next response.',
      proxy:
        'Words arrived later after they were written than others did. Something on the way held them back.',
      browser: 'Long tasks of the page, and events that had arrived before the page took them.',
      unknown: 'The recording doesn’t say.',
    },
    noTasks: 'This browser doesn’t report long tasks, so part of the browser’s time may be under “Unknown”.',
  },

  gaps: {
    title: 'Gaps between arrivals',
    gap: 'Gap',
    count: 'Count',
    below: (limit: string) => `< ${limit}`,
    above: (limit: string) => `≥ ${limit}`,
    summary: (median: string, longest: string) => `Median ${median}, longest ${longest}`,
  },

  frames: {
    title: 'Events',
    search: 'Search events',
    found: (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'result' : 'results'}`,
    time: 'Time',
    gap: 'Gap',
    kind: 'Kind',
    number: 'No.',
    size: 'Bytes',
    content: 'Content',
    raw: 'Raw event',
    none: 'No results',
  },

  recording: {
    title: 'Recordings',
    record: 'Record how answers stream',
    recordHint:
      'For the stream inspector: the last 50 answers, at most 20 MB, in this browser only. Turning this off deletes them.',
  },
};

export type InspectorTranslations = typeof englishInspector;
