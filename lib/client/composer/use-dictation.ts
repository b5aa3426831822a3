'use client';
import 'client-only';
import { useEffect, useRef, useState } from 'react';

/** The part of the Web Speech API's `SpeechRecognition` that is used here. TypeScript's DOM library does not have it. */
type Recognition = {
  lang: string;
  continuous: boolean;
  onresult: ((event: RecognitionEvent) => void) | null;
  onerror: ((event: { error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
  abort(): void;
};
type RecognitionEvent = {
  resultIndex: number;
  results: ArrayLike<{ isFinal: boolean; 0?: { transcript: string } }>;
};
type SpeechWindow = {
  SpeechRecognition?: new () => Recognition;
  webkitSpeechRecognition?: new () => Recognition;
};

export type Dictation = {
  /** The browser has speech recognition. */
  supported: boolean;
  listening: boolean;
  toggle(): void;
};

/**
 * Speech to text.
 * @param onText receives each final result
 * @param onFail called when there is no microphone, or no permission to use it
 */
export function useDictation(
  language: string,
  onText: (text: string) => void,
  onFail: () => void,
): Dictation {
  const [listening, setListening] = useState(false);
  const recognition = useRef<Recognition>(undefined);
  useEffect(() => () => recognition.current?.abort(), []);

  const start = () => {
    const Class = getRecognitionClass();
    if (Class === undefined) return;
    const created = new Class();
    created.lang = language;
    created.continuous = true;
    created.onresult = ({ results, resultIndex }) => {
      for (const result of Array.from(results).slice(resultIndex)) {
        if (result.isFinal && result[0]) onText(result[0].transcript.trim());
      }
    };
    created.onerror = ({ error }) => {
      if (error !== 'no-speech' && error !== 'aborted') onFail();
    };
    created.onend = () => setListening(false);
    recognition.current = created;
    setListening(true);
    created.start();
  };
  return {
    supported: getRecognitionClass() !== undefined,
    listening,
    toggle: () => (listening ? recognition.current?.stop() : start()),
  };
}

function getRecognitionClass(): (new () => Recognition) | undefined {
  const { SpeechRecognition, webkitSpeechRecognition } = globalThis as SpeechWindow;
  return SpeechRecognition ?? webkitSpeechRecognition;
}
