import { beforeEach, describe, expect, test, vi } from 'vitest';
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
  let clock: ManualClock;
  let schedule: RenderSchedule;

  beforeEach(() => {
    clock = new ManualClock();
    schedule = new RenderSchedule(clock);
  });

  /** Renders text that keeps the thread busy for `cost` milliseconds until it has been painted. */
  const renderFrame = (cost: number) => {
    schedule.nextRender(() => {
      schedule.measureFrame();
      clock.time += cost;
    });
    clock.frame(0);
    clock.frame(0); // paints what was rendered after the first
  };

  /** The delay after each of a row of frames with these costs. */
  const delaysAfter = (...costs: number[]) =>
    costs.map((cost) => {
      renderFrame(cost);
      const delay = Math.max(0, schedule.delay);
      clock.time += delay;
      return delay;
    });

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
    for (let frame = 0; frame < 2; frame++) {
      schedule.nextRender(() => {
        schedule.measureFrame();
        clock.time += 12;
        schedule.measureFrame();
      });
      clock.frame(0);
    }
    expect(schedule.delay).toBe(20);
  });

  test('measures text that is rendered outside of a frame until it has been laid out and painted', () => {
    for (let text = 0; text < 2; text++) {
      schedule.measureFrame();
      clock.paint(6);
      expect(clock.layouts).toBe(text + 1);
      clock.nextFrame(() => {
        clock.time += 6;
      });
      clock.frame();
    }
    expect(schedule.delay).toBe(20);
  });

  test('does not measure frames during a delay', () => {
    renderFrame(40);
    renderFrame(40);
    renderFrame(1);
    clock.time += schedule.delay;
    renderFrame(40);
    expect(schedule.delay).toBe(20);
  });

  /** What runs in which order: the rendering, another callback of its frame, and layouts outside of frames. */
  const orderOfRendering = () => {
    const order: string[] = [];
    vi.spyOn(clock, 'layOut').mockImplementation(() => void order.push('layout'));
    schedule.nextRender(() => order.push('rendering'));
    clock.nextFrame(() => order.push('frame'));
    clock.frame(0);
    return order;
  };

  test('renders in the next frame', () => {
    renderFrame(40);
    expect(orderOfRendering()).toEqual(['rendering', 'frame']);
  });

  test('while frames are slow, renders after the frame and lays out in a task of its own', () => {
    renderFrame(40);
    renderFrame(40);
    expect(orderOfRendering()).toEqual(['frame', 'rendering', 'layout']);
    clock.time += schedule.delay;
    renderFrame(4);
    expect(orderOfRendering()).toEqual(['rendering', 'frame']);
  });

  test('lays nothing out in a hidden page', () => {
    renderFrame(40);
    renderFrame(40);
    clock.hidden = true;
    expect(orderOfRendering()).toEqual(['rendering', 'frame']);
  });

  test('a delayed rendering waits for the frame after the delay', () => {
    renderFrame(40);
    renderFrame(40);
    const render = vi.fn();
    schedule.nextRender(render, true);
    clock.frame(19);
    expect(render).not.toHaveBeenCalled();
    clock.frame(1);
    expect(render).toHaveBeenCalledOnce();
    expect(clock.isIdle).toBe(true);
  });

  test.each([false, true])('a cancelled rendering never happens (delayed: %s)', (isDelayed) => {
    const render = vi.fn();
    schedule.nextRender(render, isDelayed)();
    expect(clock.isIdle).toBe(true);
    renderFrame(40);
    renderFrame(40);
    schedule.nextRender(render, isDelayed)();
    expect(clock.isIdle).toBe(true);
    const cancel = schedule.nextRender(render);
    clock.nextFrame(cancel); // between the frame and the task after it
    clock.frame();
    expect(render).not.toHaveBeenCalled();
  });
});
