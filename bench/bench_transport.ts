/**
 * The transport as the robots have it: Redis Streams behind a fault layer without rules.
 *
 * @module
 */
import { close, connect, whenReady } from "../coordinator/redis/connect.ts";
import type { RobotId } from "../robots/engine/ids.ts";
import { FaultyTransport } from "../robots/faults/faulty_transport.ts";
import { monotonicNowMs } from "../robots/runtime/clock.ts";
import { RedisStreamsTransport } from "../robots/transport/redis_streams.ts";
import type { Transport } from "../robots/transport/transport.ts";

/** More than any bench leaves unread: refusing messages is not what is measured. */
const INBOX_ENTRIES_MAX = 10_000_000;

const READY_MS_MAX = 5000;

/** Connects the transport of `self`; `medium` keeps benches apart in one Redis. */
export async function openTransport(options: {
  redisUrl: string;
  self: RobotId;
  medium: string;
  packing: boolean;
}): Promise<{ transport: Transport; end: () => Promise<void> }> {
  const { redisUrl, self, medium, packing } = options;
  const commands = connect(redisUrl, { role: "commands" });
  const blocking = connect(redisUrl, { role: "blocking" });
  await Promise.all([whenReady(commands, READY_MS_MAX), whenReady(blocking, READY_MS_MAX)]);
  const inner = new RedisStreamsTransport({
    self,
    commands,
    blocking,
    inboxKey: (robot) => `hearsay:${medium}:inbox:{${robot}}`,
    inboxEntriesMax: INBOX_ENTRIES_MAX,
    packing,
  });
  const transport = new FaultyTransport({
    inner,
    seed: "bench",
    timers: {
      now: monotonicNowMs,
      after(delayMs, fn) {
        const timer = setTimeout(fn, delayMs);
        return () => clearTimeout(timer);
      },
    },
    startedAtMs: 0,
  });
  const end = async (): Promise<void> => {
    await transport.close();
    await close(commands);
  };
  return { transport, end };
}
