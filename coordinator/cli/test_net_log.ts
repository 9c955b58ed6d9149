/**
 * `--log-net-send` and `--log-net-recv`: every message as a line on stderr.
 *
 * @module
 */
import { NS_PER_S } from "../workbench/clock.ts";
import type { Envelope, Journal } from "../workbench/envelope.ts";
import { printable } from "./printable.ts";

/** The journals that the flags ask for. */
export function netLogs(flags: {
  readonly logNetSend?: boolean;
  readonly logNetRecv?: boolean;
}): Journal[] {
  const { logNetSend = false, logNetRecv = false } = flags;
  if (!logNetSend && !logNetRecv) return [];
  return [
    {
      sent: (envelope, atNs) => void (logNetSend && show("send", envelope, atNs)),
      received: (envelope, atNs) => void (logNetRecv && show("recv", envelope, atNs)),
      lost: (envelope, atNs, reason) =>
        void (logNetRecv && show(`lost (${reason})`, envelope, atNs)),
      duplicated: (envelope, atNs) => void (logNetSend && show("send again", envelope, atNs)),
    },
  ];
}

function show(what: string, { id, src, dest, body }: Envelope, atNs: number): void {
  const at = (atNs / NS_PER_S).toFixed(6);
  process.stderr.write(
    `${at} ${what} ${id} ${src} -> ${dest} ${printable(JSON.stringify(body))}\n`,
  );
}
