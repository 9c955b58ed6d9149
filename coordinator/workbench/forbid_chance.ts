/**
 * In virtual time a module must ask its node for time, chance and timers: those of the platform would
 * make every run another one. While a run goes on they refuse, and say what to use.
 *
 * @module
 */

import nodeCrypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

/** What is refused, and what to use instead. */
const INSTEAD = {
  setTimeout: "node.after or node.sleep",
  setInterval: "node.every",
  setImmediate: "node.after(0, …)",
  "Date.now": "node.now()",
  "new Date": "node.now()",
  "performance.now": "node.now()",
  "Math.random": "node.random()",
  "crypto.randomUUID": "node.random() or node.id with a counter",
  "crypto.getRandomValues": "node.random()",
  randomBytes: "node.random()",
  randomInt: "node.random()",
  fetch: "node.rpc or node.send",
  "process.exit": "throw an error",
} as const;

/**
 * Makes the platform's time, chance and timers throw until the returned function is called.
 */
export function forbidChance(): () => void {
  const restores = [
    replace(globalThis, "setTimeout", refusal("setTimeout")),
    replace(globalThis, "setInterval", refusal("setInterval")),
    replace(globalThis, "setImmediate", refusal("setImmediate")),
    replace(globalThis, "fetch", refusal("fetch")),
    replace(Date, "now", refusal("Date.now")),
    replace(globalThis, "Date", dateWithoutNow()),
    replace(performance, "now", refusal("performance.now")),
    replace(Math, "random", refusal("Math.random")),
    replace(crypto, "randomUUID", refusal("crypto.randomUUID")),
    replace(crypto, "getRandomValues", refusal("crypto.getRandomValues")),
    replace(nodeCrypto, "randomUUID", refusal("crypto.randomUUID")),
    replace(nodeCrypto, "randomBytes", refusal("randomBytes")),
    replace(nodeCrypto, "randomInt", refusal("randomInt")),
    replace(process, "exit", refusal("process.exit")),
  ];
  // Those who import them by name see it, too.
  syncBuiltinESMExports();
  return () => {
    for (const restore of restores.toReversed()) restore();
    syncBuiltinESMExports();
  };
}

function refusal(name: keyof typeof INSTEAD): () => never {
  return () => {
    throw new Error(
      `${name} must not be used in virtual time, as no run would be like another: use ${INSTEAD[name]}`,
    );
  };
}

/** Dates can be made of numbers and texts, but not of now. */
function dateWithoutNow(): DateConstructor {
  return new Proxy(Date, {
    construct(target, given, newTarget) {
      if (given.length === 0) return refusal("new Date")();
      return Reflect.construct(target, given, newTarget) as Date;
    },
    apply: refusal("new Date"),
  });
}

function replace<T extends object>(owner: T, name: keyof T, substitute: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value: substitute, configurable: true, writable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, before);
  };
}
