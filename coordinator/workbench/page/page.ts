/**
 * results.html: a test as one page that needs nothing else: no server, no network. Words, tables and
 * charts are in it as they are; operations and messages are packed, and unpacked by the page's own script.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { operationsOf } from "../../checkers/history/history.ts";
import type { MessageEvent, TestOutcome } from "../record.ts";
import { messageBlocks, operationBlocks, pack } from "./blocks.ts";
import { latencyChart, lineChart, LOG_MS, NO_CHART } from "./chart.ts";
import type { RunFacts } from "./client/model.ts";
import { type FaultSpan, faultSpans } from "./fault_spans.ts";
import { html, markup, styleElement, type Html } from "./html.ts";
import { inlineModules } from "./inline.ts";
import { commandOf } from "./plan_flags.ts";
import {
  expectationsTable,
  faultsTable,
  netTable,
  operationsTable,
  resultsSection,
  troubleSections,
  verdictInWords,
  verdictSection,
} from "./sections.ts";
import { latencyQuantiles, rates, statsByF } from "./series.ts";

/** The names of the workbench's services: their lanes stand between nodes and clients. */
const SERVICES = ["lin-kv", "seq-kv", "lww-kv", "lin-tso"];

export interface PageInput {
  readonly outcome: TestOutcome;
  /** What happened, for people: as it stands on the terminal. */
  readonly storyText: string;
  /** In the order of their times; read once. */
  readonly messages: Iterable<MessageEvent> | AsyncIterable<MessageEvent>;
  /** How to repeat it. Without it the plan's flags are shown, and the program is left open. */
  readonly command?: string;
}

/**
 * The page as HTML.
 *
 * @throws RangeError when the history's invocations and completions do not pair up.
 */
export async function renderPage({
  outcome,
  storyText,
  messages,
  command,
}: PageInput): Promise<string> {
  const { record } = outcome;
  const { plan, history, nodeOf, strikes } = record;
  const operations = operationsOf(history);
  // Strikes and last answers may come after the end.
  const endNs = Math.max(record.endedNs, history.at(-1)?.timeNs ?? 0, strikes.at(-1)?.atNs ?? 0, 1);
  const faults = faultSpans(strikes, endNs);
  const blocks: string[] = [block("operations", operationBlocks(operations, history, nodeOf))];
  for await (const packed of messageBlocks(messages)) blocks.push(block("messages", [packed]));
  const facts: RunFacts = {
    endS: endNs / 1e9,
    nodes: plan.nodes,
    services: SERVICES,
    faults: faults.map(({ kind, fromNs, toNs, what, nodes }) => ({
      kind,
      fromS: fromNs / 1e9,
      toS: toNs / 1e9,
      what,
      nodes,
    })),
  };
  const script = inlineModules(join(import.meta.dirname, "client/main.ts"));
  const style = readFileSync(join(import.meta.dirname, "style.css"), "utf8");
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'; base-uri 'none'; form-action 'none'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${plan.workload}: ${verdictInWords(outcome.valid)}</title>
        ${styleElement(style)}
      </head>
      <body>
        <main>
          <h1>
            ${plan.workload}
            <span class="unit">${plan.nodes.length} nodes, ${plan.rate}/s, seed ${plan.seed}</span>
          </h1>
          ${verdictSection(outcome, storyText)} ${troubleSections(outcome)}
          ${charts(operations, facts.endS, faults)} ${LOOKING}
          <section aria-labelledby="numbers">
            <h2 id="numbers">Numbers</h2>
            ${operationsTable(statsByF(operations))}${netTable(outcome, operations)}${expectationsTable(outcome)}${faultsTable(faults)}
          </section>
          ${resultsSection(outcome, command ?? commandOf(plan))}
        </main>
        <script type="application/octet-stream" id="facts">
          ${markup(pack(facts))}
        </script>
      </body>
    </html> `.text;
  return `${page}${blocks.join("")}<script>${script}</script>\n</body>\n</html>\n`;
}

/** Base64 has nothing that ends a script. */
function block(kind: string, packed: Iterable<string>): string {
  return Array.from(
    packed,
    (text) => `<script type="application/octet-stream" class="${kind}-block">${text}</script>\n`,
  ).join("");
}

/** What a policy names a script or a style by. */
export function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function charts(
  operations: ReturnType<typeof operationsOf>,
  endS: number,
  faults: readonly FaultSpan[],
): Html {
  const frame = { endS, faults };
  const quantiles = { ...frame, title: "Quantiles of latency", unit: LOG_MS };
  const rate = { ...frame, title: "Rate of operations", unit: "completions a second" };
  return html`<section aria-labelledby="over-time">
    <h2 id="over-time">Over time</h2>
    <p class="hint">
      Above each picture: faults, a lane for each kind; point at one to read it all. A click moves
      the pictures below to that moment.
    </p>
    ${
      operations.length === 0
        ? NO_CHART
        : [
            latencyChart(operations, endS, faults),
            lineChart(quantiles, latencyQuantiles(operations, endS), true),
            lineChart(rate, rates(operations, endS)),
          ]
    }
  </section>`;
}

/** The diagram and the timeline; the script fills them. */
const LOOKING = markup(`<section aria-labelledby="messages"><h2 id="messages">Messages</h2>
<p id="status" role="status">The pictures below need JavaScript.</p>
<div class="controls">
<label>Search <input id="query" type="search" placeholder="node, type, part of a body, or =value" aria-describedby="window"></label>
<button type="button" id="previous">Previous</button><button type="button" id="next">Next</button>
<label>List <select id="show"><option value="all">all messages</option><option value="lost">lost ones</option></select></label>
<label>Clients <select id="clients"><option>one lane</option><option>a lane each</option><option>hidden</option></select></label>
<button type="button" id="zoom-in">Zoom in</button><button type="button" id="zoom-out">Zoom out</button><button type="button" id="whole">Whole run</button>
</div>
<p id="window" role="status"></p>
<canvas id="diagram" tabindex="0" role="application" aria-label="Message diagram. The list below has the same messages as text."></canvas>
<p class="hint">Search for =17 to find 17 as a value anywhere in a body, other than as the number of a message. Wheel or + and - zoom, drag or arrow keys move, a click or n and p select, Home shows all. Red with a cross: lost. Where there are too many for arrows, lanes are as dark as they are busy.</p>
<pre id="message" aria-live="polite">Select a message to see its body.</pre>
<details><summary>Messages in view</summary><div class="wide"><table id="list"><thead><tr><th scope="col">sent (s)</th><th scope="col">from</th><th scope="col">to</th><th scope="col">type</th><th scope="col">arrived after</th><th scope="col">body</th></tr></thead><tbody></tbody></table></div><p id="list-more"></p></details>
</section>
<section aria-labelledby="operations"><h2 id="operations">Operations</h2>
<ul class="legend"><li class="ok-text">ok</li><li class="fail-text">fail</li><li class="info-text">info: nobody knows</li></ul>
<div class="scroll"><canvas id="timeline" tabindex="0" role="application" aria-label="Operation timeline. n and p go through the operations; the text below tells each."></canvas></div>
<pre id="operation" aria-live="polite">Point at an operation to see it.</pre>
</section>`);
