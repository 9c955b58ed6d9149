/**
 * The far end of the hop bench: sends every message back.
 *
 * @module
 */
import { messageId } from "../robots/engine/ids.ts";
import { decodeMessage, encodeMessage } from "../robots/runtime/envelope.ts";
import { openTransport } from "./bench_transport.ts";
import { bytesCodec, RECEIVER, SENDER } from "./payload.ts";
import { serve, settingsOfPeer } from "./peer.ts";

const { redisUrl } = settingsOfPeer() as { redisUrl: string };
const opened = openTransport({ redisUrl, self: RECEIVER, medium: "bench-hop", packing: true });
const started = opened.then(({ transport }) =>
  transport.start({
    message(bytes) {
      const decoded = decodeMessage(bytes, bytesCodec);
      if (!decoded.ok) throw new Error(decoded.problem);
      const { message } = decoded;
      const label = { id: messageId(message), kind: "update" };
      void transport.send(SENDER, encodeMessage(message, bytesCodec), label);
    },
    malformed() {},
    lost() {},
  }),
);

serve(async () => {
  await started;
  return { ready: true };
});
