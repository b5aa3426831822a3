import 'server-only';

const BLOCK_BYTES = 64;
const encoder = new TextEncoder();

/** The first 32 bits of the fractional parts of the square or cube roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3). */
function rootsOfPrimes(count: number, root: (prime: number) => number): Uint32Array {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number++) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return Uint32Array.from(primes, (prime) => (root(prime) % 1) * 2 ** 32);
}

const INITIAL = rootsOfPrimes(8, Math.sqrt);
const ROUNDS = rootsOfPrimes(64, Math.cbrt);

/**
 * SHA-256 of a text that arrives in pieces (FIPS 180-4). Synchronous, unlike WebCrypto, so that a run can be closed with the
 * checksum of exactly what was appended before.
 */
export class Sha256 {
  #state = INITIAL.slice();
  readonly #block = new Uint8Array(BLOCK_BYTES);
  readonly #schedule = new Uint32Array(64);
  /** The first half of a character whose other half begins the next piece. */
  #half = '';
  #bytes = 0;

  add(text: string): void {
    let whole = this.#half + text;
    this.#half = /[\ud800-\udbff]$/.test(whole) ? whole.slice(-1) : '';
    if (this.#half !== '') whole = whole.slice(0, -1);
    this.#addBytes(encoder.encode(whole));
  }

  /** The number of bytes of the text in UTF-8, and their hash in hexadecimal. More text may follow. */
  digest(): { bytes: number; sha256: string } {
    const end = new Sha256();
    end.#state = this.#state.slice();
    end.#block.set(this.#block);
    end.#bytes = this.#bytes;
    end.#addBytes(encoder.encode(this.#half));
    const bytes = end.#bytes;
    const padding = new Uint8Array(BLOCK_BYTES - ((bytes + 8) % BLOCK_BYTES) + 8);
    padding[0] = 0x80;
    new DataView(padding.buffer).setBigUint64(padding.length - 8, BigInt(bytes) * 8n);
    end.#addBytes(padding);
    const sha256 = Array.from(end.#state, (word) => word.toString(16).padStart(8, '0')).join('');
    return { bytes, sha256 };
  }

  #addBytes(bytes: Uint8Array): void {
    for (let read = 0; read < bytes.length; ) {
      const position = this.#bytes % BLOCK_BYTES;
      const piece = bytes.subarray(read, read + BLOCK_BYTES - position);
      this.#block.set(piece, position);
      read += piece.length;
      this.#bytes += piece.length;
      if (this.#bytes % BLOCK_BYTES === 0) this.#compress();
    }
  }

  #compress(): void {
    const words = this.#schedule;
    const view = new DataView(this.#block.buffer);
    for (let index = 0; index < 16; index++) words[index] = view.getUint32(index * 4);
    for (let index = 16; index < 64; index++) {
      const [w2, w7, w15, w16] = [
        at(words, index - 2),
        at(words, index - 7),
        at(words, index - 15),
        at(words, index - 16),
      ];
      const s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
      const s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
      words[index] = w16 + s0 + w7 + s1;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = this.#state;
    for (let index = 0; index < 64; index++) {
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(ROUNDS, index) + at(words, index)) | 0;
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) {
      this.#state[index] = at(this.#state, index) + word;
    }
  }
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function at(words: Uint32Array, index: number): number {
  return words[index] as number;
}
