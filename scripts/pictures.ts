// npm run pictures: takes the pictures and the animations of the READMEs of the built app, into docs/pictures.
// npm run pictures -- readme|streams|animation: takes only some of them.
// npm run pictures -- screens|reading: takes every screen, or a long answer, in all sizes, for looking at, into test-results/screens.
import { loadSharp } from './pictures/image-files.ts';
import { closeAll, openBrowser, openStudio } from './pictures/opened.ts';
import { recordPromise } from './pictures/promise-recording.ts';
import { takeReadmePictures } from './pictures/readme-pictures.ts';
import { takeReading, takeScreens } from './pictures/screens.ts';
import { takeStreamPictures } from './pictures/stream-pictures.ts';
import { LANGUAGES } from './pictures/texts.ts';
import { exitCodeOf, onStopSignal } from './processes.mjs';
import { ensureBuilt } from './project.mjs';

const KINDS = {
  readme: async () => {
    await loadSharp(); // before the work, of which nothing could be saved without it
    const studio = await openStudio();
    for (const language of LANGUAGES) await takeReadmePictures(studio, language);
  },
  streams: async () => {
    await loadSharp();
    const studio = await openStudio();
    for (const language of LANGUAGES) await takeStreamPictures(studio, language);
  },
  animation: async () => {
    await loadSharp();
    const studio = await openStudio();
    for (const language of LANGUAGES) await recordPromise(studio, language);
  },
  screens: async () => takeScreens(await openBrowser()),
  reading: async () => takeReading(await openStudio()),
};
type Kind = keyof typeof KINDS;

const [named] = process.argv.slice(2);
if (named !== undefined && !(named in KINDS)) {
  console.error(`Unknown pictures: ${named}. Known are ${Object.keys(KINDS).join(', ')}.`);
  process.exit(1);
}

onStopSignal((signal) => void closeAll().then(() => process.exit(exitCodeOf(signal))));
try {
  await ensureBuilt();
  for (const kind of named === undefined ? (['readme', 'streams', 'animation'] as const) : [named as Kind])
    await KINDS[kind]();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await closeAll();
}
