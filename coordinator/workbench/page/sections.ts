/**
 * What the page says in words and tables; it can be read without its script.
 *
 * @module
 */
import type { Json, Operation, Verdict } from "../../checkers/history/history.ts";
import type { NetCounts, TestOutcome } from "../record.ts";
import { complaintsList } from "./complaints.ts";
import type { FaultSpan } from "./fault_spans.ts";
import { type Html, html, seconds } from "./html.ts";
import { type FStats, SHOWN } from "./series.ts";

/** Of a long list; all are in results.json. */
const ROWS_MAX = 200;

export function verdictInWords(valid: Verdict): string {
  if (valid === "unknown") return "Unknown: nothing forbidden was seen, but not enough to say more";
  return valid ? "Valid: everything looks good" : "Invalid: something is wrong";
}

/** The verdict, what is wrong, and the story of it. */
export function verdictSection({ valid, complaints, record }: TestOutcome, story: string): Html {
  const title = valid === true ? "ok" : valid === false ? "fail" : "info";
  return html`<section aria-labelledby="verdict">
    <h2 id="verdict" class="verdict ${title}">${verdictInWords(valid)}</h2>
    ${record.broken !== undefined && html`<p>It ended before its time: ${record.broken}</p>`}
    ${complaintsList(complaints, record)}
    ${
      story !== "" &&
      html`<h3>What happened</h3>
        <pre>${story}</pre>`
    }
  </section>`;
}

export function faultsTable(faults: readonly FaultSpan[]): Html {
  if (faults.length === 0) return html`<p>No faults struck.</p>`;
  return table(
    "Faults",
    ["from", "to", "fault", "what"],
    faults.map(({ fromNs, toNs, kind, nodes, what }) => [
      seconds(fromNs),
      seconds(toNs),
      [kind, ...nodes].join(" "),
      what,
    ]),
  );
}

export function operationsTable(stats: readonly FStats[]): Html {
  return table(
    "Operations by what was asked; latencies of those that succeeded, in ms",
    ["f", "ok", "fail", "info", ...SHOWN.map((q) => `p${Number(q) * 100}`)],
    stats.map(({ f, counts, quantilesMs }) => [
      f,
      counts.ok,
      counts.fail,
      counts.info,
      ...SHOWN.map((q) => quantilesMs?.[q].toFixed(3) ?? ""),
    ]),
  );
}

/** As Maelstrom counts: operations are all invocations. */
export function netTable({ net }: TestOutcome, operations: readonly Operation[]): Html {
  const row = (
    name: string,
    { sendCount, recvCount, msgCount }: NetCounts,
  ): (string | number)[] => {
    const perOp = operations.length === 0 ? "" : (msgCount / operations.length).toFixed(3);
    return [name, sendCount, recvCount, msgCount, perOp];
  };
  return table(
    "Messages",
    ["between", "sent", "received", "messages", "per operation"],
    [row("all", net.all), row("clients", net.clients), row("servers", net.servers)],
  );
}

/** What was expected besides a valid run, and what came. */
export function expectationsTable({ expectations }: TestOutcome): Html | false {
  if (expectations.length === 0) return false;
  const rows = expectations.map(({ expectation: { metric, comparison, bound }, met, actual }) => [
    `${metric}${comparison}${bound}`,
    actual ?? "no such figure",
    met ? "met" : "not met",
  ]);
  return table("Expectations", ["expected", "got", ""], rows);
}

/** Crashes, bad output, bad answers: where there were any. */
export function troubleSections({ record }: TestOutcome): Html[] {
  const { crashes, badOutput, badAnswers } = record;
  const crashed = crashes.slice(0, ROWS_MAX).map(
    ({ node, atNs, how, lastLines }) =>
      html`<h3>${node} at ${seconds(atNs)}: ${how}</h3>
        <pre>${lastLines.join("\n") || "It wrote nothing on stderr."}</pre>`,
  );
  const outputs = badOutput
    .slice(0, ROWS_MAX)
    .map(({ node, atNs, line, text, reason }) => [node, seconds(atNs), line, reason, text]);
  const answers = badAnswers
    .slice(0, ROWS_MAX)
    .map(({ node, atNs, event, request, answer, reason }) => [
      node,
      seconds(atNs),
      event,
      reason,
      short(request),
      short(answer),
    ]);
  return [
    crashes.length > 0 &&
      html`<section>
        <h2>Crashes</h2>
        ${crashed}${more(crashes.length)}
      </section>`,
    badOutput.length > 0 &&
      html`<section>
        <h2>Output that is no message</h2>
        ${table("Bad output", ["node", "time", "line", "reason", "begins with"], outputs)}${more(badOutput.length)}
      </section>`,
    badAnswers.length > 0 &&
      html`<section>
        <h2>Answers that no client can use</h2>
        ${table("Bad answers", ["node", "time", "event", "reason", "request", "answer"], answers)}${more(badAnswers.length)}
      </section>`,
  ].filter((each) => each !== false);
}

export function resultsSection({ results, record }: TestOutcome, command: string): Html {
  const files = ["results.json", "history.jsonl", "messages.jsonl", "plan.json"];
  return html`<section aria-labelledby="again">
    <h2 id="again">The plan, and how to repeat it</h2>
    <pre>${command}</pre>
    <details>
      <summary>The plan</summary>
      <pre>${JSON.stringify(record.plan, null, 2)}</pre>
    </details>
    <details>
      <summary>Results</summary>
      <pre>${short(results, 100_000, 2)}</pre>
    </details>
    <p>
      Beside this page: ${files.map((name) => html`<a href="${name}">${name}</a> `)}and
      <a href="node-logs/">node-logs</a>.
    </p>
  </section>`;
}

function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Html {
  const head = heads.map((text) => html`<th scope="col">${text}</th>`);
  const body = rows.map(
    (cells) =>
      html`<tr>
        ${cells.map((cell) => html`<td>${cell}</td>`)}
      </tr> `,
  );
  return html`<div class="wide">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

function more(count: number): Html | false {
  return count > ROWS_MAX && html`<p>And ${count - ROWS_MAX} more in results.json.</p>`;
}

function short(value: Json, max = 500, indent = 0): string {
  const text = JSON.stringify(value, null, indent);
  return text.length <= max ? text : `${text.slice(0, max)}… (${text.length} characters)`;
}
