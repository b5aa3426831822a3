'use client';
import 'client-only';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';

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
  /** The last attempt failed, for example without a microphone or permission. */
  failed: boolean;
  toggle(): void;
};

/** Speech to text. @param onText receives each final result */
export function useDictation(language: string, onText: (text: string) => void): Dictation {
  const supported = useSyncExternalStore(
    () => () => {},
    () => getRecognitionClass() !== undefined,
    () => false,
  );
  const [state, setState] = useState<'idle' | 'listening' | 'failed'>('idle');
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
      if (error !== 'no-speech' && error !== 'aborted') setState('failed');
    };
    created.onend = () => setState((before) => (before === 'failed' ? before : 'idle'));
    recognition.current = created;
    setState('listening');
    created.start();
  };
  return {
    supported,
    listening: state === 'listening',
    failed: state === 'failed',
    toggle: () => (state === 'listening' ? recognition.current?.stop() : start()),
  };
}

function getRecognitionClass(): (new () => Recognition) | undefined {
  const { SpeechRecognition, webkitSpeechRecognition } = globalThis as SpeechWindow;
  return SpeechRecognition ?? webkitSpeechRecognition;
}
