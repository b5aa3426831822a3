// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { changeNotificationSetting, showNotification } from './answer-notifications.ts';

class FakeNotification {
  static permission: NotificationPermission = 'default';
  static readonly answer = vi.fn(async () => 'granted' as NotificationPermission);
  static readonly shown: FakeNotification[] = [];
  static async requestPermission(): Promise<NotificationPermission> {
    FakeNotification.permission = await FakeNotification.answer();
    return FakeNotification.permission;
  }
  onclick: (() => void) | undefined;
  readonly close = vi.fn();
  readonly title: string;
  readonly options: NotificationOptions;
  constructor(title: string, options: NotificationOptions) {
    this.title = title;
    this.options = options;
    FakeNotification.shown.push(this);
  }
}

const notification = { title: 'Rivers', body: 'Answer complete.', path: '/chats/1' };

beforeEach(() => {
  FakeNotification.permission = 'default';
  FakeNotification.shown.length = 0;
  vi.stubGlobal('Notification', FakeNotification);
  vi.stubGlobal('isSecureContext', true);
  localStorage.clear();
});
afterEach(() => vi.unstubAllGlobals());

describe('a notification', () => {
  test('is shown only after the reader has turned notifications on', async () => {
    await showNotification(notification);
    expect(FakeNotification.shown).toEqual([]);
    await changeNotificationSetting(true);
    await showNotification(notification);
    expect(FakeNotification.shown).toMatchObject([
      { title: 'Rivers', options: { body: 'Answer complete.', tag: '/chats/1' } },
    ]);
    await changeNotificationSetting(false);
    await showNotification(notification);
    expect(FakeNotification.shown).toHaveLength(1);
  });

  test('is not shown when the reader has refused permission', async () => {
    FakeNotification.answer.mockResolvedValueOnce('denied');
    await changeNotificationSetting(true);
    await showNotification(notification);
    expect(FakeNotification.shown).toEqual([]);
  });

  test('goes through the service worker where there is one', async () => {
    const worker = { active: {}, showNotification: vi.fn() };
    vi.stubGlobal('navigator', { serviceWorker: { getRegistration: async () => worker } });
    await changeNotificationSetting(true);
    await showNotification(notification);
    expect(worker.showNotification).toHaveBeenCalledWith('Rivers', {
      body: 'Answer complete.',
      tag: '/chats/1',
      icon: '/icons/icon-192.png',
      data: { path: '/chats/1' },
    });
    expect(FakeNotification.shown).toEqual([]);
  });

  test('leads back to the tab when it is clicked', async () => {
    const focus = vi.spyOn(window, 'focus').mockImplementation(() => undefined);
    await changeNotificationSetting(true);
    await showNotification(notification);
    const [shown] = FakeNotification.shown;
    shown?.onclick?.();
    expect(focus).toHaveBeenCalledTimes(1);
    expect(shown?.close).toHaveBeenCalledTimes(1);
  });
});
