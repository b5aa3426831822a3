import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RenderSchedule } from './render-schedule.ts';
import { ManualClock } from './testing/manual-clock.ts';

describe('RenderSchedule.untilReadable', () => {
  class TimerClock extends ManualClock {
    override now = () => Date.now();
  }
  let clock: TimerClock;
  let schedule: RenderSchedule;

  beforeEach(() => {
    vi.useFakeTimers();
    clock = new TimerClock();
    schedule = new RenderSchedule(clock);
  });
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  const renderFrame = (cost: number) => {
    schedule.nextRender(() => {
      schedule.measureFrame();
      vi.setSystemTime(Date.now() + cost);
    });
    clock.frame(0);
    clock.frame(0);
  };

  test('waits in a hidden page until it is shown', async () => {
    clock.hidden = true;
    const onReadable = vi.fn();
    const readable = schedule.untilReadable().then(onReadable);
    await vi.runAllTimersAsync();
    expect(onReadable).not.toHaveBeenCalled();
    clock.show();
    await vi.runAllTimersAsync();
    await readable;
  });

  test('does not wait in a hidden page whose connection other tabs depend on', async () => {
    clock.hidden = true;
    await schedule.untilReadable(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('waits for half a frame on a fast page', async () => {
    const begun = Date.now();
    const readable = schedule.untilReadable();
    await vi.runAllTimersAsync();
    await readable;
    expect(Date.now() - begun).toBe(8);
  });

  test('waits as long as rendering is throttled', async () => {
    renderFrame(40);
    renderFrame(40);
    const begun = Date.now();
    const readable = schedule.untilReadable();
    await vi.runAllTimersAsync();
    await readable;
    expect(Date.now() - begun).toBe(20);
  });

  test('waits until a slow frame has been painted', async () => {
    const onReadable = vi.fn();
    renderFrame(40);
    renderFrame(40);
    await vi.advanceTimersByTimeAsync(20);
    schedule.nextRender(() => schedule.measureFrame());
    clock.frame(0);
    void schedule.untilReadable().then(onReadable);
    await vi.advanceTimersByTimeAsync(100);
    expect(onReadable).not.toHaveBeenCalled();
    clock.frame(0);
    await vi.runAllTimersAsync();
    expect(onReadable).toHaveBeenCalledOnce();
  });

  test('waits longer when a frame turns out slow meanwhile', async () => {
    const onReadable = vi.fn();
    renderFrame(40);
    void schedule.untilReadable().then(onReadable);
    await vi.advanceTimersByTimeAsync(5);
    renderFrame(40);
    await vi.advanceTimersByTimeAsync(19);
    expect(onReadable).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(onReadable).toHaveBeenCalledOnce();
  });
});
