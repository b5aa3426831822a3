import 'server-only';

/** The reason for which a process gives up a run that goes on in another: its model's response must not be cancelled. */
export class RunGoesOnError extends Error {
  override readonly name = 'RunGoesOnError';

  constructor() {
    super('The run goes on in another process.');
  }
}
