/**
 * The pages of `hearsay serve` around results.html: all runs, and the files of one.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { WORKLOADS } from "../plan.ts";
import type { RunSummary } from "../store.ts";
import { type Html, html, markup, styleElement } from "./html.ts";

/** Rows that a browser lays out at once; filters find the others. */
const ROWS_MAX = 1000;

export const VERDICTS = ["valid", "invalid", "unknown", "unfinished"] as const;

export interface Filter {
  readonly workload: string | undefined;
  readonly verdict: string | undefined;
}

/** The style that all pages share; the server names it in its policy. */
export const STYLE: string = readFileSync(join(import.meta.dirname, "style.css"), "utf8");

export function verdictName({ verdict }: RunSummary): (typeof VERDICTS)[number] {
  if (verdict === true) return "valid";
  return verdict === false ? "invalid" : verdict;
}

/** All runs that pass the filter, in the order given. */
export function runsPage(runs: readonly RunSummary[], { workload, verdict }: Filter): string {
  const wanted = runs.filter(
    (run) =>
      (workload === undefined || run.workload === workload) &&
      (verdict === undefined || verdictName(run) === verdict),
  );
  const heads = ["verdict", "workload", "began", "seed", "nodes", "rate", "duration"];
  const rows = wanted.slice(0, ROWS_MAX).map(rowOf);
  const left = wanted.length - rows.length;
  return page(
    "Runs",
    html`<form class="filters" method="get" action="/">
        ${select("workload", WORKLOADS, workload)}${select("verdict", VERDICTS, verdict)}<button>
          Filter
        </button>
      </form>
      <div class="wide">
        <table>
          <caption>
            ${wanted.length} of ${runs.length} runs, newest first
          </caption>
          <thead>
            <tr>
              ${[...heads, "msgs/op", "files"].map((text) => html`<th scope="col">${text}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>
        </table>
      </div>
      ${left > 0 && html`<p>And ${left} more: choose a filter.</p>`}`,
  );
}

/** The files of a folder; names of folders end in `/`. */
export function folderPage(path: readonly string[], names: readonly string[]): string {
  return page(
    path.join(" / "),
    html`<p><a href="/">All runs</a></p>
      <ul>
        ${names.map((name) => html`<li><a href="${hrefOf([...path, name])}">${name}</a></li>`)}
      </ul>`,
  );
}

/** What went wrong, in one line. */
export function errorPage(what: string): string {
  return page(what, html`<p><a href="/">All runs</a></p>`);
}

const CLASSES = { valid: "pass", invalid: "failed", unknown: "open", unfinished: "open" } as const;

function rowOf(run: RunSummary): Html {
  const { name, workload, plan, msgsPerOp } = run;
  const verdict = verdictName(run);
  const link = (file: string, text: string): Html =>
    html`<a href="${hrefOf([workload, name, file])}">${text}</a> `;
  const cells = [
    workload,
    name.slice(0, name.indexOf("-")),
    plan.seed,
    Array.isArray(plan.nodes) ? plan.nodes.length : "",
    plan.rate,
    plan.timeLimitMs === undefined ? "" : `${plan.timeLimitMs / 1000} s`,
    msgsPerOp?.toFixed(2),
  ].map((cell) => html`<td>${cell}</td>`);
  return html`<tr>
    <td class="${CLASSES[verdict]}">${link("results.html", verdict)}</td>
    ${cells}
    <td>
      ${link("results.json", "results")}${link("history.jsonl", "history")}${link("messages.jsonl", "messages")}${link("plan.json", "plan")}${link("node-logs/", "logs")}${link("", "all")}
    </td>
  </tr> `;
}

function select(name: string, values: readonly string[], chosen: string | undefined): Html {
  const options = values.map(
    (value) =>
      html`<option value="${value}" ${value === chosen && markup(" selected")}>${value}</option>`,
  );
  return html`<label
    >${name}
    <select name="${name}">
      <option value="">all</option>
      ${options}
    </select></label
  > `;
}

function hrefOf(path: readonly string[]): string {
  // A folder's name comes with its slash.
  return `/${path.map((part) => encodeURIComponent(part).replace(/%2F$/, "/")).join("/")}`;
}

function page(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}: hearsay</title>
        ${styleElement(STYLE)}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html> `.text;
}
