/**
 * Reads the little YAML that docker-compose.yml and the workflows are written in: block maps and lists,
 * lists of maps, lists in brackets, quoted and plain scalars, literal blocks, comments, anchors and
 * merged maps. Everything else is refused, so that nothing is misread in silence.
 *
 * @module
 */

export type Yaml = string | number | boolean | null | Yaml[] | { [key: string]: Yaml };

interface Line {
  readonly indent: number;
  readonly text: string;
  readonly number: number;
}

const KEY = /^([A-Za-z0-9_.-]+|<<):(?: +(.*))?$/;

/**
 * Parses a document.
 *
 * @throws Error that names the line it cannot read.
 */
export function parseYamlSubset(source: string): Yaml {
  const raws = source.split("\n");
  const lines = raws.flatMap((raw, i): Line[] => {
    const text = raw.trimStart();
    if (text === "" || text.startsWith("#")) return [];
    return [{ indent: raw.length - text.length, text: text.trimEnd(), number: i + 1 }];
  });
  const reader = new Reader(lines, raws);
  const value = reader.block(0);
  reader.end();
  return value;
}

class Reader {
  readonly #lines: Line[];
  /** With comments and blank lines: in a literal block they mean something. */
  readonly #raws: readonly string[];
  readonly #anchors = new Map<string, Yaml>();
  #at = 0;

  constructor(lines: Line[], raws: readonly string[]) {
    this.#lines = lines;
    this.#raws = raws;
  }

  block(indent: number): Yaml {
    return this.#lines[this.#at]?.text.startsWith("- ") ? this.#list(indent) : this.#map(indent);
  }

  end(): void {
    const line = this.#lines[this.#at];
    if (line !== undefined) throw refusal(line);
  }

  #list(indent: number): Yaml[] {
    const items: Yaml[] = [];
    for (let line = this.#next(indent); line !== undefined; line = this.#next(indent)) {
      if (!line.text.startsWith("- ")) throw refusal(line);
      const text = line.text.slice(2).trim();
      if (KEY.test(text)) {
        // The first key of a map stands where the others stand, but for the dash.
        const inner = line.indent + (line.text.length - line.text.slice(2).trimStart().length);
        this.#lines[this.#at] = { ...line, indent: inner, text };
        items.push(this.#map(inner));
        continue;
      }
      this.#at += 1;
      items.push(scalar(text, line));
    }
    return items;
  }

  #map(indent: number): { [key: string]: Yaml } {
    const map: { [key: string]: Yaml } = {};
    const own = new Set<string>();
    for (let line = this.#next(indent); line !== undefined; line = this.#next(indent)) {
      const [, key, rest = ""] = KEY.exec(line.text) ?? [];
      if (key === undefined || own.has(key)) throw refusal(line);
      own.add(key);
      this.#at += 1;
      if (key === "<<") Object.assign(map, this.#anchored(rest, line));
      else map[key] = this.#value(rest, line);
    }
    return map;
  }

  #value(rest: string, line: Line): Yaml {
    const [, anchor, inline] = /^(?:&([a-z]+))? *(.*)$/.exec(rest)!;
    let value: Yaml;
    if (inline === "") {
      const indent = this.#lines[this.#at]?.indent ?? 0;
      value = indent > line.indent ? this.block(indent) : null;
    } else if (inline === "|") {
      value = this.#literal(line);
    } else {
      value = scalar(inline!, line);
    }
    if (anchor !== undefined) this.#anchors.set(anchor, value);
    return value;
  }

  /** The lines that stand further in, as they are, without their common indentation. */
  #literal(line: Line): string {
    const first = this.#lines[this.#at];
    if (first === undefined || first.indent <= line.indent) throw refusal(line);
    const texts: string[] = [];
    let number = line.number + 1;
    for (; number <= this.#raws.length; number++) {
      const raw = this.#raws[number - 1]!;
      const indent = raw.length - raw.trimStart().length;
      if (raw.trim() !== "" && indent < first.indent) break;
      texts.push(raw.slice(first.indent));
    }
    while (this.#lines[this.#at] !== undefined && this.#lines[this.#at]!.number < number) {
      this.#at += 1;
    }
    return `${texts.join("\n").trimEnd()}\n`;
  }

  #anchored(rest: string, line: Line): object {
    const value = this.#anchors.get(rest.replace(/^\*/, ""));
    if (typeof value !== "object" || value === null) throw refusal(line);
    return value;
  }

  /** The next line of a block, unless the block is over. */
  #next(indent: number): Line | undefined {
    const line = this.#lines[this.#at];
    if (line === undefined || line.indent < indent) return undefined;
    if (line.indent > indent) throw refusal(line);
    return line;
  }
}

function scalar(text: string, line: Line): Yaml {
  if (text.startsWith('"') || text.startsWith("[")) {
    try {
      return JSON.parse(text) as Yaml;
    } catch {
      throw refusal(line);
    }
  }
  if (/^(true|false)$/.test(text)) return text === "true";
  if (/^\d+$/.test(text)) return Number(text);
  // Words that YAML reads as something else, and signs with a meaning of their own.
  if (/^(yes|no|on|off|null|~)$/i.test(text) || /^[&*!|>%@`'{#-]|: | #/.test(text)) {
    if (!/^--?[a-z]/.test(text)) throw refusal(line);
  }
  return text;
}

function refusal({ number, text }: Line): Error {
  return new Error(`cannot read line ${number}: ${text}`);
}
