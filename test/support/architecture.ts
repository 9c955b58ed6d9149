/**
 * The rules of the house (ARCHITECTURE.md), as a function from source files to what breaks them.
 *
 * @module
 */
import { posix } from "node:path";
import { readSyntax, type Syntax } from "./syntax.ts";

/** Rooms from the bottom up. Whoever stands higher may import from below, never the other way. */
const FLOORS: readonly (readonly string[])[] = [
  ["robots/crdt"],
  ["robots/reconcile"],
  ["robots/engine"],
  ["robots/transport"],
  ["robots/faults"],
  ["robots/runtime"],
  ["robots/node"],
  // Rooms side by side never see each other.
  ["robots/secret", "robots/scores", "robots/mesh", "robots/chat", "robots/glomers"],
  ["robots/mod.ts"],
  ["coordinator"],
];

/** Generated code about bytes: this floor and those above know bytes, those below do not. */
const WIRE = "proto/gen";
const WIRE_FLOOR = floorOf("robots/transport");

/** Rooms without time, chance or I/O. */
const PURE = ["robots/crdt", "robots/reconcile", "robots/engine", "coordinator/checkers"];

/** Packages that are pure themselves. */
const PURE_PACKAGES = ["pure-rand"];

/** What a pure room must not even name. */
const IMPURE = [
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "AbortSignal",
  "Date",
  "performance",
  "Temporal",
  "Math.random",
  "Math",
  "crypto",
  "process",
  "console",
  "fetch",
  "require",
  "WebSocket",
  "Worker",
  "globalThis",
  "global",
  "eval",
  "Function",
];

/** Only this file knows what a key in Redis is called. */
const KEYS = "coordinator/redis/keys.ts";

/** The beginning of a key. In messages to people a space follows: `hearsay: cannot …`. */
const KEY_BEGINNING = /hearsay:(?! )/;

/** A hundred of these may start at once, so they load no more than they need. */
const START_UP = {
  program: "coordinator/robot_process.ts",
  packages: ["bullmq", "zod", "commander"],
};

/** Longer files hold more than one idea. */
export const LINES_MAX = 400;

const SNAKE_CASE = /^[a-z0-9]+(_[a-z0-9]+)*$/;

const MODULE_HEADER = /^(#!.*\n)?\/\*\*(?:(?!\*\/)[^])*@module\b/;

/** A project as text. */
export type Files = ReadonlyMap<string, string>;

interface Parsed {
  readonly path: string;
  readonly source: string;
  readonly syntax: Syntax;
}

/**
 * Holds every rule against `files` and says what breaks which, a line each, sorted.
 *
 * @param files Sources by path below the root, with `/`. Generated files may be there as targets of
 * imports; nothing else is asked of them.
 */
export function violationsOf(files: Files): string[] {
  const parsed = [...files]
    .filter(([path]) => !isGenerated(path))
    .map(([path, source]) => ({ path, source, syntax: readSyntax(path, source) }));
  return [
    ...parsed.flatMap((file) => [
      ...looks(file),
      ...(isIn(file.path, PURE) ? impurities(file) : []),
      ...keyNames(file),
      ...file.syntax.imports.flatMap(({ specifier }) => badImport(file.path, specifier, files)),
    ]),
    ...cycles(parsed),
    ...startUp(parsed),
  ].sort();
}

/** Name, length and header. */
function looks({ path, source }: Parsed): string[] {
  const found: string[] = [];
  const names = path.replace(/\.[a-z.]+$/, "").split("/");
  if (!names.every((name) => SNAKE_CASE.test(name)))
    found.push(`${path}: its name must be snake_case`);
  const lines = source.split("\n").length - 1;
  if (lines > LINES_MAX) found.push(`${path}: at most ${LINES_MAX} lines: it has ${lines}`);
  if (isIn(path, ["robots", "coordinator"]) && !MODULE_HEADER.test(source)) {
    found.push(`${path}: it must begin with a doc comment that has @module`);
  }
  return found;
}

function impurities({ path, syntax }: Parsed): string[] {
  const found = IMPURE.filter((name) => syntax.globals.has(name)).map(
    (name) => `${path}: a pure room must not use ${name}`,
  );
  if (syntax.computedImports > 0) found.push(`${path}: a pure room must not compute imports`);
  for (const { specifier } of syntax.imports) {
    if (isRelative(specifier) || PURE_PACKAGES.includes(packageOf(specifier))) continue;
    found.push(`${path}: a pure room must not import ${specifier}`);
  }
  return found;
}

function keyNames({ path, syntax }: Parsed): string[] {
  if (path === KEYS || !isIn(path, ["robots", "coordinator"])) return [];
  return syntax.texts
    .filter((text) => KEY_BEGINNING.test(text))
    .map((text) => `${path}: only ${KEYS} names keys of Redis: ${JSON.stringify(text)}`);
}

function badImport(path: string, specifier: string, files: Files): string[] {
  if (!isRelative(specifier)) return [];
  const target = resolve(path, specifier);
  const form = isIn(target, [WIRE]) ? /\.js$/ : path.endsWith(".mjs") ? /\.(mjs|ts)$/ : /\.ts$/;
  if (!form.test(specifier)) {
    return [`${path}: an import must name the file with its ending: ${specifier}`];
  }
  if (!files.has(target)) return [`${path}: there is no ${target}`];
  return mayImport(path, target) ? [] : [`${path}: it must not import ${target}`];
}

function mayImport(path: string, target: string): boolean {
  // Tests look at everything; the tools that draw the docs borrow their screen.
  if (isIn(target, ["test"])) return isIn(path, ["test", "docs"]);
  if (isIn(target, ["bench"])) return isIn(path, ["test", "bench"]);
  if (!isIn(path, ["robots", "coordinator"])) return true;
  const floor = floorOf(path);
  if (isIn(target, [WIRE])) return floor >= WIRE_FLOOR && !isIn(path, PURE);
  const targetFloor = floorOf(target);
  if (targetFloor < 0) return false;
  if (isIn(path, ["coordinator/checkers"]) && !isIn(target, PURE)) return false;
  return targetFloor < floor || (targetFloor === floor && roomOf(path) === roomOf(target));
}

/** Files that import each other, also through others; types count, as a house has no such stairs. */
function cycles(parsed: readonly Parsed[]): string[] {
  const graph = new Map(
    parsed.map(({ path, syntax }) => [path, targetsOf(path, syntax, () => true)]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0)
      found.push(`${path}: imports in a circle: ${[...trail.slice(start), path].join(" -> ")}`);
    if (start >= 0 || done.has(path)) return;
    for (const target of graph.get(path) ?? []) walk(target, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return found;
}

/** Packages that {@linkcode START_UP} must not load, and by which way it does. */
function startUp(parsed: readonly Parsed[]): string[] {
  const byPath = new Map(parsed.map((file) => [file.path, file]));
  const ways = new Map([[START_UP.program, START_UP.program]]);
  const found: string[] = [];
  // A map gives what is added while it is read, so this is a walk through the graph.
  for (const [path, way] of ways) {
    const syntax = byPath.get(path)?.syntax;
    if (syntax === undefined) continue;
    for (const { specifier, typeOnly, lazy } of syntax.imports) {
      if (typeOnly || lazy || !START_UP.packages.includes(packageOf(specifier))) continue;
      found.push(`${START_UP.program}: it must not load ${specifier}: ${way}`);
    }
    const loaded = targetsOf(path, syntax, ({ typeOnly, lazy }) => !typeOnly && !lazy);
    for (const target of loaded) if (!ways.has(target)) ways.set(target, `${way} -> ${target}`);
  }
  return found;
}

function targetsOf(
  path: string,
  { imports }: Syntax,
  wanted: (each: Syntax["imports"][number]) => boolean,
): string[] {
  return imports
    .filter((each) => isRelative(each.specifier) && wanted(each))
    .map(({ specifier }) => resolve(path, specifier));
}

function resolve(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier);
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith(".");
}

function packageOf(specifier: string): string {
  const [first = "", second = ""] = specifier.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}

function isGenerated(path: string): boolean {
  return isIn(path, [WIRE]);
}

function isIn(path: string, rooms: readonly string[]): boolean {
  return rooms.some((room) => path === room || path.startsWith(`${room}/`));
}

function roomOf(path: string): string | undefined {
  return FLOORS.flat().find((room) => isIn(path, [room]));
}

/** -1 outside the house. */
function floorOf(path: string): number {
  return FLOORS.findIndex((rooms) => isIn(path, rooms));
}
