/**
 * Any rule about messages, among robots a, b and c.
 *
 * @module
 */
import * as fc from "fast-check";
import type { DivisionRule, MessageRule, RuleKind } from "../../robots/faults/plan.ts";
import type { Sent } from "./fates.ts";

export const ROBOTS: readonly string[] = ["a", "b", "c"];

const anyRobot = fc.constantFrom("a", "b", "c");
const anyRate = fc.double({ min: 0, max: 1, noNaN: true });
const anyMs = fc.nat(100);
const anyPeriod = fc.record({
  everyMs: fc.integer({ min: 20, max: 200 }),
  forMs: fc.integer({ min: 1, max: 20 }),
});
const anyScope = fc.record(
  {
    from: fc.uniqueArray(anyRobot, { minLength: 1 }),
    to: fc.uniqueArray(anyRobot, { minLength: 1 }),
    carrying: fc.constantFrom("summary" as const, "update" as const),
  },
  { requiredKeys: [] },
);

/** Rules of one kind, with some of its fields. */
function rules<K extends RuleKind, F extends object>(
  kind: K,
  fields: fc.Arbitrary<F>,
): fc.Arbitrary<{ kind: K } & F> {
  return fields.map((given) => ({ kind, ...given }));
}

function scoped<K extends RuleKind, F extends object, S extends object>(
  kind: K,
  scope: fc.Arbitrary<S>,
  fields: fc.Arbitrary<F>,
): fc.Arbitrary<{ kind: K } & S & F> {
  return fc.tuple(scope, fields).map(([about, given]) => ({ kind, ...about, ...given }));
}

const rate = fc.record({ rate: anyRate });

/** Rules that lose or refuse messages. */
export const anyEnding: fc.Arbitrary<MessageRule | DivisionRule> = fc.oneof(
  scoped("loss", anyScope, rate),
  scoped("saturate", anyScope, rate),
  scoped("burst-loss", anyScope, fc.record({ enterRate: anyRate, leaveRate: anyRate })),
  scoped("periodic-loss", anyScope, fc.record({ every: fc.integer({ min: 1, max: 5 }) })),
  scoped("oversize-loss", anyScope, fc.record({ bytesMax: fc.nat(64) })),
  fc.constant({ kind: "partition" as const, groups: [["a"], ["b"]] }),
  fc.constant({ kind: "cut" as const, from: ["a"], to: ["c"] }),
  fc.constantFrom("deaf" as const, "mute" as const).map((kind) => ({ kind, robots: ["a"] })),
  fc
    .record({
      kind: fc.constantFrom("halves", "isolate", "one-way", "bridge", "majorities-ring"),
      everyMs: fc.integer({ min: 20, max: 200 }),
    })
    .map(({ kind, everyMs }) => ({ kind: kind as "halves", everyMs })),
  rules("flapping", anyPeriod),
);

/** Rules that make messages late. */
export const anyDelay: fc.Arbitrary<MessageRule> = fc.oneof(
  scoped("delay", anyScope, fc.record({ rate: anyRate, delayMs: anyMs, jitterMs: anyMs })),
  scoped("reorder", anyScope, fc.record({ rate: anyRate, delayMs: anyMs })),
  scoped("exponential-delay", anyScope, fc.record({ rate: anyRate, meanMs: anyMs })),
  scoped(
    "pareto-delay",
    anyScope,
    fc.record({ rate: anyRate, minMs: anyMs, shape: fc.double({ min: 0.5, max: 5, noNaN: true }) }),
  ),
  scoped("clog", anyScope, anyPeriod),
);

const anyThrottle = scoped(
  "throttle",
  anyScope,
  fc.record({ messagesPerSec: fc.integer({ min: 1, max: 1000 }) }),
);

/** Rules that make messages more or other. */
const anyChange: fc.Arbitrary<MessageRule> = fc.oneof(
  scoped(
    "duplicate",
    anyScope,
    fc.record({ rate: anyRate, copies: fc.integer({ min: 1, max: 16 }) }),
  ),
  scoped("replay", anyScope, fc.record({ rate: anyRate, delayMs: anyMs })),
  scoped("echo", anyScope, rate),
  scoped("corrupt", anyScope, fc.record({ rate: anyRate, bytes: fc.integer({ min: 1, max: 40 }) })),
  scoped("truncate", anyScope, rate),
  scoped("pad", anyScope, fc.record({ rate: anyRate, bytes: fc.integer({ min: 1, max: 40 }) })),
  scoped("blank", anyScope, fc.record({ rate: anyRate, bytes: fc.integer({ min: 1, max: 40 }) })),
  scoped("garbage", anyScope, rate),
);

/** Rules whose hits do not depend on when they began to apply: all but those that queue. */
export const anyTimelessRule = fc.oneof(anyEnding, anyDelay, anyChange);

export const anyRule: fc.Arbitrary<MessageRule | DivisionRule> = fc.oneof(
  anyTimelessRule,
  anyThrottle,
);

export const anyRules = fc.array(anyRule, { maxLength: 6 });

export const anyTraffic: fc.Arbitrary<Sent[]> = fc.array(
  fc.record({ from: anyRobot, to: anyRobot, atMs: fc.nat(1000), carriesUpdate: fc.boolean() }),
  { maxLength: 40 },
);
