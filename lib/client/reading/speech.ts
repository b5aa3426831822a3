import 'client-only';
import { useSyncExternalStore } from 'react';

/** In characters. Browsers stop in the middle of longer utterances. */
const LONGEST_PIECE = 200;

const listeners = new Set<() => void>();
let speaking: string | undefined;

/** The id of the text that is being read aloud. */
export function useSpeaking(): string | undefined {
  return useSyncExternalStore(
    subscribe,
    () => speaking,
    () => undefined,
  );
}

/** Reads a text aloud in its own language. Stops the text that was being read before. */
export function speak(id: string, text: string, pageLanguage: string): void {
  stopSpeaking();
  const pieces = splitForSpeech(text);
  const last = pieces.length - 1;
  if (last < 0) return;
  setSpeaking(id);
  for (const [index, piece] of pieces.entries()) {
    const utterance = new SpeechSynthesisUtterance(piece);
    utterance.lang = detectLanguage(text, pageLanguage);
    const ended = () => speaking === id && index === last && setSpeaking(undefined);
    utterance.onend = ended;
    utterance.onerror = ended;
    speechSynthesis.speak(utterance);
  }
}

export function stopSpeaking(): void {
  if (speaking === undefined) return;
  setSpeaking(undefined);
  speechSynthesis.cancel();
}

/** Detects the language of a text by its script. For Latin script, the page's language, or English on a Chinese page. */
export function detectLanguage(text: string, pageLanguage: string): string {
  const count = (letters: RegExp) => text.match(letters)?.length ?? 0;
  const letters = count(/\p{L}/gu);
  if (count(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu) > letters * 0.1) return 'ja-JP';
  if (count(/\p{Script=Hangul}/gu) > letters * 0.3) return 'ko-KR';
  if (count(/\p{Script=Han}/gu) > letters * 0.3) return 'zh-CN';
  if (count(/\p{Script=Cyrillic}/gu) > letters * 0.5) return 'ru-RU';
  if (count(/\p{Script=Arabic}/gu) > letters * 0.5) return 'ar-SA';
  return pageLanguage.startsWith('zh') ? 'en-US' : pageLanguage;
}

/** Splits a text into utterances at the ends of sentences. */
export function splitForSpeech(text: string): string[] {
  const pieces: string[] = [];
  for (const sentence of text.match(/[^.!?。！？；\n]+[.!?。！？；\n]*/g) ?? []) {
    for (let at = 0; at < sentence.length; at += LONGEST_PIECE) {
      const piece = sentence.slice(at, at + LONGEST_PIECE).trim();
      if (/[\p{L}\p{N}]/u.test(piece)) pieces.push(piece);
    }
  }
  return pieces;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function setSpeaking(id: string | undefined): void {
  speaking = id;
  for (const listener of listeners) listener();
}
