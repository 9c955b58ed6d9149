/**
 * The in-memory network is a transport.
 *
 * @module
 */
import { INBOX_MAX_DEFAULT, MemoryNetwork } from "../../robots/transport/memory_network.ts";
import { transportConformance } from "./transport_conformance.ts";

transportConformance("memory network", async () => {
  const network = new MemoryNetwork();
  return {
    transport: async (id) => network.transport(id),
    lossless: true,
    unreadMessagesMax: INBOX_MAX_DEFAULT,
    dispose: async () => {},
  };
});
