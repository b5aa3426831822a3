/** How long a model has sent no output, and how many keep-alives its server has sent meanwhile. */
export type ModelSilence = { silentMs: number; keepAlives: number };

/** The comment of a heartbeat. It carries the silence, so that waiting readers learn of it without an event in the log. */
export function encodeHeartbeat(silence: ModelSilence | undefined): string {
  return silence ? `alive silent=${silence.silentMs}ms keep-alives=${silence.keepAlives}` : 'alive';
}

/** The silence that a heartbeat carries, if any. */
export function parseHeartbeat(comment: string): ModelSilence | undefined {
  const [silentMs = 0, keepAlives] = comment.match(/\d+/g)?.map(Number) ?? [];
  return keepAlives === undefined ? undefined : { silentMs, keepAlives };
}
