/** Replaces `elkjs` in the build (scripts/drawing-frame.mjs): 1.5 MB of script under the EPL, which no diagram here needs. */
export default class NoElk {
  constructor() {
    throw new Error('ELK is not part of this build');
  }
}
