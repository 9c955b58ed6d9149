/**
 * Deadlines: a promise that settles in time keeps its outcome, and no other is waited for.
 *
 * @module
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DeadlineExceeded, sleep, withDeadline } from "../../../robots/transport/deadline.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const NEVER = new Promise<never>(() => {});

test("gives back what arrives in time", async () => {
  await expect(withDeadline(Promise.resolve(7), 10, "work")).resolves.toBe(7);
  const failure = new Error("no");
  await expect(withDeadline(Promise.reject(failure), 10, "work")).rejects.toBe(failure);
});

test("leaves no timer behind once the work has settled, well or badly", async () => {
  await withDeadline(Promise.resolve(), 10_000, "work");
  await withDeadline(Promise.reject(new Error("no")), 10_000, "work").catch(() => {});
  await Promise.resolve();
  expect(vi.getTimerCount()).toBe(0);
});

test("rejects at the limit, not before, and says what took how long", async () => {
  const settled = vi.fn<(error: unknown) => void>();
  withDeadline(NEVER, 250, "closing the door").catch(settled);
  await vi.advanceTimersByTimeAsync(249);
  expect(settled).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(settled).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({
      name: "DeadlineExceeded",
      message: "closing the door took longer than 250 ms",
    }),
  );
  expect(settled.mock.calls[0]![0]).toBeInstanceOf(DeadlineExceeded);
});

test("what fails after the limit bothers nobody", async () => {
  const unhandled = vi.fn<() => void>();
  process.on("unhandledRejection", unhandled);
  const late = Promise.withResolvers<void>();
  const limited = withDeadline(late.promise, 10, "work").catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(10);
  expect(await limited).toBeInstanceOf(DeadlineExceeded);
  late.reject(new Error("too late"));
  vi.useRealTimers();
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

test("what arrives after the limit changes nothing", async () => {
  const late = Promise.withResolvers<number>();
  const limited = withDeadline(late.promise, 10, "work").catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(10);
  late.resolve(1);
  expect(await limited).toBeInstanceOf(DeadlineExceeded);
});

test("sleep() resolves after its delay and not before", async () => {
  const awake = vi.fn<() => void>();
  void sleep(100).then(awake);
  await vi.advanceTimersByTimeAsync(99);
  expect(awake).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(awake).toHaveBeenCalledOnce();
});
