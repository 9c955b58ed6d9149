/**
 * Several journals as one.
 *
 * @module
 */
import type { Journal } from "./envelope.ts";

export function joined(journals: readonly Journal[]): Journal {
  return {
    sent(envelope, atNs) {
      for (const journal of journals) journal.sent(envelope, atNs);
    },
    received(envelope, atNs) {
      for (const journal of journals) journal.received(envelope, atNs);
    },
    lost(envelope, atNs, reason) {
      for (const journal of journals) journal.lost(envelope, atNs, reason);
    },
    duplicated(envelope, atNs) {
      for (const journal of journals) journal.duplicated(envelope, atNs);
    },
  };
}
