'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';
import { readLocal, writeLocal } from '../platform/local-storage.ts';

/** `blocked`: the reader has refused them in the browser. `unavailable`: this browser or page has none. */
export type NotificationSetting = 'on' | 'off' | 'blocked' | 'unavailable';

export type AnswerNotification = {
  title: string;
  body: string;
  /** The path of the chat. A newer notification of the same chat replaces the last one. */
  path: string;
};

const KEY = 'runnel.notifications';
const ICON = '/icons/icon-192.png';
const listeners = new Set<() => void>();

export function useNotificationSetting(): NotificationSetting {
  return useSyncExternalStore(subscribe, readSetting, () => 'unavailable');
}

/** Turns notifications on, which may ask the reader for permission, or off. */
export async function changeNotificationSetting(isOn: boolean): Promise<void> {
  const isAllowed = isOn && (await Notification.requestPermission()) === 'granted';
  writeLocal(KEY, isAllowed ? 'on' : undefined);
  for (const listener of listeners) listener();
}

/**
 * Shows a notification if the reader wants them; a click leads back to the chat. It goes through the service worker where there
 * is one, because browsers on phones accept no others.
 */
export async function showNotification({ title, body, path }: AnswerNotification): Promise<void> {
  if (readSetting() !== 'on') return;
  const options = { body, tag: path, icon: ICON, data: { path } };
  const worker = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  if (worker?.active) return worker.showNotification(title, options);
  const notification = new Notification(title, options);
  notification.onclick = () => {
    window.focus();
    notification.close();
  };
}

function readSetting(): NotificationSetting {
  if (globalThis.Notification === undefined || !isSecureContext) return 'unavailable';
  if (Notification.permission === 'denied') return 'blocked';
  return Notification.permission === 'granted' && readLocal(KEY) === 'on' ? 'on' : 'off';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}
