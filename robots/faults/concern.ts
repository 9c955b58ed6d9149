/**
 * Rules about robots made ready to be asked by robot. Robots are numbers here: their places in the
 * run's order.
 *
 * @module
 */
import { ruleKeys } from "./draws.ts";
import { appliesAt, type FaultPlan, type Rule, type RuleKind, type Victims } from "./plan.ts";

/** A rule, where it stands in its plan and whom it is about. */
export class Concern<R extends Victims> {
  readonly rule: R;
  readonly index: number;
  /** The first part of the key of its draws. */
  readonly ruleKey: number;
  readonly #robots: ReadonlySet<number> | undefined;

  constructor(rule: R, index: number, ruleKey: number, robots: readonly string[]) {
    this.rule = rule;
    this.index = index;
    this.ruleKey = ruleKey;
    this.#robots = rule.robots && new Set(rule.robots.map((name) => robots.indexOf(name)));
  }

  /** Whether it is about `robot` at any time. */
  isAbout(robot: number): boolean {
    return this.#robots === undefined || this.#robots.has(robot);
  }

  /** Whether it applies to `robot` now. */
  applies(robot: number, sinceStartMs: number): boolean {
    return appliesAt(this.rule, sinceStartMs) && this.isAbout(robot);
  }
}

/** A rule of one of these kinds that is about robots. */
type Concerning<K extends RuleKind> = Extract<Rule, { readonly kind: K } & Victims>;

/** The rules of a plan that are of these kinds, in order. */
export function concernsOf<K extends RuleKind>(
  { rules }: FaultPlan,
  robots: readonly string[],
  ...kinds: K[]
): Concern<Concerning<K>>[] {
  const wanted: readonly RuleKind[] = kinds;
  // A plan mostly has none of them, and names are only hashed for those that it has.
  if (!rules.some(({ kind }) => wanted.includes(kind))) return [];
  const keys = ruleKeys(rules);
  return rules.flatMap((rule, index) =>
    wanted.includes(rule.kind)
      ? [new Concern(rule as Concerning<K>, index, keys[index]!, robots)]
      : [],
  );
}
