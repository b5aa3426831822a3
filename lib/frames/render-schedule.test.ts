import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RenderSchedule, throttleDelay } from './render-schedule.ts';
import { ManualClock } from './testing/manual-clock.ts';

describe('throttleDelay', () => {
  test('is 0 after a frame within its budget', () => {
    expect(throttleDelay(10)).toBe(0);
  });

  test('leaves three quarters of the thread free when a frame is nearly full', () => {
    expect(throttleDelay(12)).toBe(36);
  });

  test('grows without steps', () => {
    for (const cost of [12, 17]) expect(throttleDelay(cost)).toBeCloseTo(throttleDelay(cost + 1e-9), 6);
  });

  test('keeps late frames to one in twelve', () => {
    for (const cost of [18, 20, 30, 40, 50]) {
      const late = Math.ceil(cost / (1_000 / 60)) - 1;
      const frames = (cost + throttleDelay(cost)) / (1_000 / 60);
      expect(late / frames).toBeLessThan(0.1);
    }
  });

  test('is never longer than 600 ms', () => {
    expect(throttleDelay(5_000)).toBe(600);
  });
});

describe('RenderSchedule', () => {
  /** The delay after each of a row of frames with these costs. */
  const delaysAfter = (...costs: number[]) => {
    const clock = new ManualClock();
    const schedule = new RenderSchedule(clock);
    return costs.map((cost) => {
      schedule.measureFrame();
      clock.paint(cost);
      const delay = Math.max(0, schedule.delay);
      clock.time += delay;
      return delay;
    });
  };

  test('does not throttle after a single slow frame', () => {
    expect(delaysAfter(4, 100, 4, 100)).toEqual([0, 0, 0, 0]);
  });

  test('keeps delays short until frames have been slow for long', () => {
    const delays = delaysAfter(...Array.from({ length: 60 }, () => 40));
    expect(delays.slice(0, 4)).toEqual([0, 20, 20, 20]);
    expect(Math.max(...delays.slice(0, 10))).toBeLessThan(80);
    expect(delays.at(-1)).toBe(462);
  });

  test('stops throttling after a fast frame, and starts with a shorter delay the next time', () => {
    const slow = Array.from({ length: 20 }, () => 40);
    const delays = delaysAfter(...slow, 4, 40, 40);
    const last = delays[19] ?? 0;
    expect(delays.slice(20, 22)).toEqual([0, 0]);
    expect(delays[22]).toBeGreaterThan(20);
    expect(delays[22]).toBeLessThan(last);
  });

  test('measures a frame once, from the first call in it', () => {
    const clock = new ManualClock();
    const schedule = new RenderSchedule(clock);
    for (let frame = 0; frame < 2; frame++) {
      schedule.measureFrame();
      clock.time += 7;
      schedule.measureFrame();
      clock.paint(5);
    }
    expect(schedule.delay).toBe(20);
  });

  test('does not measure frames during a delay', () => {
    const clock = new ManualClock();
    const schedule = new RenderSchedule(clock);
    for (let frame = 0; frame < 2; frame++) {
      schedule.measureFrame();
      clock.paint(40);
    }
    schedule.measureFrame();
    clock.paint(1);
    clock.time += schedule.delay;
    schedule.measureFrame();
    clock.paint(40);
    expect(schedule.delay).toBe(20);
  });

  test('measures the frame that it calls back in', () => {
    const clock = new ManualClock();
    const schedule = new RenderSchedule(clock);
    for (let frame = 0; frame < 2; frame++) {
      schedule.renderInNextFrame(() => {
        clock.time += 40;
      });
      clock.frame();
    }
    expect(schedule.delay).toBe(20);
  });

  test('measures nothing when the call is cancelled', () => {
    const clock = new ManualClock();
    const render = vi.fn();
    new RenderSchedule(clock).renderInNextFrame(render)();
    clock.frame();
    expect(render).not.toHaveBeenCalled();
  });
});

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
    schedule.measureFrame();
    vi.setSystemTime(Date.now() + cost);
    clock.paint();
  };

  test('does not wait in a hidden page, whose timers are slow', async () => {
    clock.hidden = true;
    await schedule.untilReadable();
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
