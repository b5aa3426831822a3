'use client';
import 'client-only';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';

/** The part of the Web Speech API's `SpeechRecognition` that is used here; TypeScript's own library has none of it. */
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
  /** The browser can do it. */
  offered: boolean;
  listening: boolean;
  /** It was tried and is not possible: no microphone, say, or no permission. */
  failed: boolean;
  toggle(): void;
};

/** Writes down what is said. @param onText is given each piece when it is certain */
export function useDictation(language: string, onText: (text: string) => void): Dictation {
  const offered = useSyncExternalStore(
    () => () => {},
    () => recognitionClass() !== undefined,
    () => false,
  );
  const [state, setState] = useState<'idle' | 'listening' | 'failed'>('idle');
  const recognition = useRef<Recognition>(undefined);
  useEffect(() => () => recognition.current?.abort(), []);

  const begin = () => {
    const Class = recognitionClass();
    if (Class === undefined) return;
    const begun = new Class();
    begun.lang = language;
    begun.continuous = true;
    begun.onresult = ({ results, resultIndex }) => {
      for (const result of Array.from(results).slice(resultIndex)) {
        if (result.isFinal && result[0]) onText(result[0].transcript.trim());
      }
    };
    begun.onerror = ({ error }) => {
      if (error !== 'no-speech' && error !== 'aborted') setState('failed');
    };
    begun.onend = () => setState((before) => (before === 'failed' ? before : 'idle'));
    recognition.current = begun;
    setState('listening');
    begun.start();
  };
  return {
    offered,
    listening: state === 'listening',
    failed: state === 'failed',
    toggle: () => (state === 'listening' ? recognition.current?.stop() : begin()),
  };
}

function recognitionClass(): (new () => Recognition) | undefined {
  const { SpeechRecognition, webkitSpeechRecognition } = globalThis as SpeechWindow;
  return SpeechRecognition ?? webkitSpeechRecognition;
}
