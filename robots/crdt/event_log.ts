/**
 * A log of events by many authors, delivered in causal order: an event comes after everything that its
 * author had been delivered when he wrote it. Entries are taken in any order and never change.
 *
 * ```text
 * key     author, "/", number from 1 (ordered_number.ts)
 * entry   key, what it comes after as a version vector, payload as bytes
 * ```
 *
 * Keys of one author stand together and sort by number, unless his name is the beginning of another
 * one's that goes on with "/".
 *
 * @module
 */
import { type ByteReader, type ByteWriter, equalBytes } from "./bytes.ts";
import { CausalOrder } from "./causal_order.ts";
import type { VersionRun } from "./entries.ts";
import { EntryMap, type Joined } from "./entry_map.ts";
import { HeldVersions } from "./held_versions.ts";
import { numberedKey, parseNumberedKey } from "./ordered_number.ts";
import { readVersions, type VersionVector, versionOf, writeVersions } from "./version_vector.ts";

export interface EventId {
  readonly author: string;
  /** From 1, without a gap. */
  readonly seq: number;
}

export interface LoggedEvent extends EventId {
  /**
   * The events of others that it comes after, by the last one of each author: those alone that do not
   * follow from the author's own event before it, nor from each other.
   */
  readonly after: VersionVector;
  /** Must not be changed. */
  readonly payload: Uint8Array;
}

/**
 * An author that comes back must have all that he ever wrote, or take another name: the same number
 * for another event is a conflict, and nobody takes it.
 *
 * @example
 * ```ts
 * import { encodeState, joinState } from "./entries.ts";
 * import { EventLog } from "./event_log.ts";
 * const ann = new EventLog("ann");
 * const bob = new EventLog("bob");
 * ann.append(Uint8Array.of(1));
 * joinState(bob, encodeState(ann), 0);
 * console.log(bob.takeDelivered().length); // 1
 * bob.append(Uint8Array.of(2));
 * const cal = new EventLog("cal");
 * cal.join(bob.entry("bob/a1")!, 0);
 * console.log(cal.takeDelivered(), cal.gaps()); // [] [ { origin: 'ann', from: 1, to: 1 } ]
 * joinState(cal, encodeState(ann), 0);
 * console.log(cal.takeDelivered().map(({ author }) => author)); // [ 'ann', 'bob' ]
 * ```
 */
export class EventLog extends EntryMap<LoggedEvent> {
  readonly author: string;
  /** Origins are authors, versions the numbers of events. */
  readonly versions = new HeldVersions();
  readonly #order = new CausalOrder<LoggedEvent>((author, seq) => this.event(author, seq));
  /** The last event of each author that is held or that another one comes after. */
  readonly #named = new Map<string, number>();
  /** What this author's own events come after. */
  readonly #said = new Map<string, number>();

  /**
   * @param author Who writes here: a name that nobody else has.
   * @throws RangeError when it is empty.
   */
  constructor(author: string) {
    super();
    this.author = author.toWellFormed();
    if (author === "") throw new RangeError("cannot make an event log as the author has no name");
  }

  /**
   * Writes an event that comes after all that was taken by {@linkcode takeDelivered}. Keeps a copy of
   * `payload`. The event is delivered here, too, in its turn.
   *
   * @throws RangeError when this author has written 2^53 - 1 events.
   */
  append(payload: Uint8Array): EventId {
    const { author } = this;
    const seq = this.versions.lastOf(author) + 1;
    if (!Number.isSafeInteger(seq)) {
      throw new RangeError(`cannot append as "${author}" has written ${seq - 1} events`);
    }
    const after = new Map<string, number>();
    for (const [other, last] of this.#order.frontier) {
      if (other !== author && last > versionOf(this.#said, other)) after.set(other, last);
    }
    this.put(numberedKey(author, seq), { author, seq, after, payload });
    return { author, seq };
  }

  /** The event of `author` with this number, delivered or not. */
  event(author: string, seq: number): LoggedEvent | undefined {
    const key = this.versions.keyOf(author, seq);
    return key === undefined ? undefined : this.valueAt(key);
  }

  /** What was taken by {@linkcode takeDelivered}: up to which number, by author. */
  delivered(): VersionVector {
    return this.#order.delivered();
  }

  /** Whether {@linkcode takeDelivered} has anything to give. */
  get deliverable(): boolean {
    return this.#order.ready;
  }

  /**
   * The next events, each once, at most `most`: each after its author's event before it and after all
   * that it comes after. Of several that may come next, the one whose author comes first is first, so
   * what there is when this is called decides the order and not how it came here.
   */
  takeDelivered(most = Infinity): LoggedEvent[] {
    return this.#order.take(most);
  }

  /**
   * Events that are not here though others with a higher number are, or others that come after them.
   * By ascending author and number.
   */
  gaps(): VersionRun[] {
    const gaps: VersionRun[] = [];
    const held = Map.groupBy(this.versions.beyond(), ({ origin }) => origin);
    for (const origin of [...this.#named.keys()].sort()) {
      let next = this.versions.seenOf(origin) + 1;
      for (const { from, to } of held.get(origin) ?? []) {
        gaps.push({ origin, from: next, to: from - 1 });
        next = to + 1;
      }
      const last = versionOf(this.#named, origin);
      if (next <= last) gaps.push({ origin, from: next, to: last });
    }
    return gaps;
  }

  protected override joinValues(
    mine: LoggedEvent | undefined,
    theirs: LoggedEvent,
  ): Joined<LoggedEvent> {
    if (mine === undefined) return { value: theirs };
    return equalEvents(mine, theirs) ? { value: mine } : { refused: "conflict" };
  }

  protected override put(key: string, event: LoggedEvent): void {
    const { author, seq, after } = event;
    super.put(key, { ...event, payload: new Uint8Array(event.payload) });
    this.versions.hold(author, seq, key);
    raise(this.#named, author, seq);
    for (const [other, last] of after) {
      raise(this.#named, other, last);
      if (author === this.author) raise(this.#said, other, last);
    }
    this.#order.arrived(author, seq);
  }

  protected override writeValue(writer: ByteWriter, { after, payload }: LoggedEvent): void {
    writeVersions(writer, after);
    writer.bytes(payload);
  }

  protected override readValue(reader: ByteReader, key: string): LoggedEvent {
    const { name = "", number: seq = 0 } = parseNumberedKey(key) ?? {};
    const after = readVersions(reader);
    if (name === "" || seq === 0 || after.has(name)) reader.fail();
    return { author: name, seq, after, payload: reader.bytes() };
  }
}

function raise(numbers: Map<string, number>, name: string, number: number): void {
  if (number > versionOf(numbers, name)) numbers.set(name, number);
}

function equalEvents(a: LoggedEvent, b: LoggedEvent): boolean {
  if (a.after.size !== b.after.size || !equalBytes(a.payload, b.payload)) return false;
  for (const [author, seq] of a.after) if (b.after.get(author) !== seq) return false;
  return true;
}
