/**
 * Inputs of a slow robot: in order, each in its time, and never more than there is room for.
 *
 * @module
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SlowInputs, throughInputs } from "../../coordinator/slow_inputs.ts";
import { robotId } from "../../robots/engine/ids.ts";
import type { Transport, TransportHandlers } from "../../robots/transport/transport.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function fixture(slowMs: number, waitingMax = 100) {
  const state = { slowMs, asked: 0, overflowed: 0, handled: [] as number[] };
  const inputs = new SlowInputs({
    slowMs: () => {
      state.asked += 1;
      return state.slowMs;
    },
    waitingMax,
    overflowed: () => (state.overflowed += 1),
  });
  const take = (...numbers: number[]): void => {
    for (const number of numbers) inputs.take(() => state.handled.push(number));
  };
  return { state, inputs, take };
}

test("who is not slow handles all at once", () => {
  const { state, take, inputs } = fixture(0);
  take(1, 2);
  expect(state.handled).toEqual([1, 2]);
  expect(inputs.waiting).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("each input takes its time after those before it, and is asked for once", () => {
  const { state, take } = fixture(10);
  take(1, 2, 3);
  vi.advanceTimersByTime(9);
  expect(state.handled).toEqual([]);
  vi.advanceTimersByTime(11);
  expect(state.handled).toEqual([1, 2]);
  take(4);
  vi.advanceTimersByTime(20);
  expect(state.handled).toEqual([1, 2, 3, 4]);
  expect(state.asked).toBe(4);
});

test("who comes while others wait does not overtake them when the slowness ends", () => {
  const { state, take } = fixture(10);
  take(1, 2);
  state.slowMs = 0;
  take(3);
  expect(state.handled).toEqual([]);
  vi.advanceTimersByTime(10);
  expect(state.handled).toEqual([1, 2, 3]);
  take(4);
  expect(state.handled).toEqual([1, 2, 3, 4]);
});

test("what finds no room is lost and counted", () => {
  const { state, take } = fixture(10, 2);
  take(1, 2, 3, 4);
  vi.advanceTimersByTime(100);
  expect(state.handled).toEqual([1, 2]);
  expect(state.overflowed).toBe(2);
});

test("in a hurry all that wait are handled in order", () => {
  const { state, take, inputs } = fixture(10);
  take(1, 2, 3);
  inputs.hurry();
  expect(state.handled).toEqual([1, 2, 3]);
  expect(vi.getTimerCount()).toBe(0);
});

test("nothing is handled after the end", () => {
  const { state, take, inputs } = fixture(10);
  take(1, 2);
  inputs.close();
  take(3);
  inputs.hurry();
  vi.advanceTimersByTime(100);
  expect(state.handled).toEqual([]);
});

test("the messages of a transport go through, and everything else goes by", async () => {
  const { inputs } = fixture(10);
  let handlers: TransportHandlers | undefined;
  const called: string[] = [];
  const note = (name: string) => async (): Promise<void> => void called.push(name);
  const inner: Transport = {
    self: robotId("a"),
    start: async (given) => void (handlers = given),
    send: note("send"),
    forget: note("forget"),
    close: note("close"),
  };
  const slow = throughInputs(inner, inputs);
  const heard: string[] = [];
  await slow.start({
    message: (_, source) => heard.push(source),
    malformed: (_, reason) => heard.push(reason),
    lost: (to) => heard.push(to),
  });
  handlers!.message(new Uint8Array(), "1-0");
  handlers!.malformed(new Uint8Array(), "no message", "1-1");
  handlers!.lost(robotId("b"), 1, "unreachable");
  expect(heard).toEqual(["no message", "b"]);
  vi.advanceTimersByTime(10);
  expect(heard).toEqual(["no message", "b", "1-0"]);
  await slow.send(robotId("b"), new Uint8Array());
  await slow.forget("1-0");
  await slow.close();
  expect(called).toEqual(["send", "forget", "close"]);
  expect(slow.self).toBe("a");
});
