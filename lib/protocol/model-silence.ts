/** How long a model has sent no output, and how many keep-alives its server has sent meanwhile. */
export type ModelSilence = { silentMs: number; keepAlives: number };

/** The comment of a heartbeat. It carries the silence, so that waiting readers learn of it without an event in the log. */
export function encodeHeartbeat(silence: ModelSilence | undefined): string {
  return silence ? `alive silent=${silence.silentMs}ms keep-alives=${silence.keepAlives}` : 'alive';
}

/** The silence that the last of these comments with one carries, if any. */
export function parseHeartbeat(comments: string): ModelSilence | undefined {
  const [, silentMs, keepAlives] = [...comments.matchAll(/silent=(\d+)ms keep-alives=(\d+)/g)].at(-1) ?? [];
  return keepAlives === undefined
    ? undefined
    : { silentMs: Number(silentMs), keepAlives: Number(keepAlives) };
}
