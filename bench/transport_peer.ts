/**
 * One end of the transport bench, as a process.
 *
 * @module
 */
import { monotonicNowMs } from "../robots/runtime/clock.ts";
import { serve, settingsOfPeer } from "./peer.ts";
import { contender, type ContenderName, sendAll } from "./transport_contender.ts";

export interface TransportPeerSettings {
  readonly redisUrl: string;
  readonly name: ContenderName;
  readonly end: "sender" | "receiver";
}

/** `listen` prepares for `count` messages, `wait` for all of them, `send` sends them. */
export type TransportRequest =
  | { readonly do: "listen" | "send"; readonly count: number }
  | { readonly do: "wait" };

/** When sending began or the last message came, epoch milliseconds. */
export interface TransportReply {
  readonly atMs: number;
}

const { redisUrl, name, end } = settingsOfPeer() as TransportPeerSettings;
const connected = contender(name, redisUrl, end);
let listening: Promise<void> | undefined;
let due = 0;
let sent = 0;
let arrived = Promise.withResolvers<TransportReply>();

serve(async (request: TransportRequest): Promise<TransportReply> => {
  const medium = await connected;
  if (request.do === "wait") return arrived.promise;
  if (request.do === "send") {
    const atMs = await sendAll(medium, sent + 1, request.count);
    sent += request.count;
    return { atMs };
  }
  due = request.count;
  arrived = Promise.withResolvers();
  await (listening ??= medium.listen(() => {
    due -= 1;
    if (due === 0) arrived.resolve({ atMs: monotonicNowMs() });
  }));
  return { atMs: 0 };
});
