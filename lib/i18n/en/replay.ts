/** The replay of a recorded run. */
export const englishReplay = {
  title: 'Replay',
  command: 'Replay a recording…',
  about: 'Plays a recorded run again, as it streamed. Nothing is sent or saved.',
  open: 'Open recording…',
  reading: 'Reading file…',
  notRead: (reason: string) => `Couldn’t read this file. ${reason}`,
  notRecorded: 'There’s no recording of this answer in this browser.',
  notLoaded: 'Couldn’t load the recording.',
  controls: 'Playback',
  answer: 'Replayed answer',
  play: 'Play',
  pause: 'Pause',
  stepBack: 'Previous event',
  stepForward: 'Next event',
  speed: 'Speed',
  position: 'Position',
  positionOf: (position: string, duration: string) => `${position} of ${duration}`,
  eventOf: (event: string, count: string) => `Event ${event} of ${count}`,
  ended: 'End of the recording',
  cutOff: 'The recording ends before the answer does.',
};

export type ReplayTranslations = typeof englishReplay;
