/**
 * What is wrong, grouped by anomaly: the first complaint of each is told, the others unfold. Each leads to
 * its operations and messages, where it has any.
 *
 * @module
 */
import type { RunRecord } from "../record.ts";
import type { Complaint } from "../workload.ts";
import { type Html, html, seconds } from "./html.ts";

/** Of the events of one complaint, and of the complaints of one anomaly; all are in results.json. */
const SHOWN_MAX = 200;

type Run = Pick<RunRecord, "history" | "endedNs">;

/** Nothing when nothing is wrong. */
export function complaintsList(complaints: readonly Complaint[], run: Run): Html | false {
  if (complaints.length === 0) return false;
  const groups = Map.groupBy(complaints, ({ anomaly }) => anomaly);
  const items = [...groups].map(
    ([anomaly, [first, ...others]]) =>
      html`<li><strong>${anomaly}</strong> ${told(first!, run)}${unfolded(others, run)}</li> `,
  );
  return html`<ol class="complaints">
    ${items}
  </ol>`;
}

/** How many more there are stands first: some are told one by one, the rest may only be counted. */
function unfolded(others: readonly Complaint[], run: Run): Html | false {
  if (others.length === 0) return false;
  const cases = others.filter(leadsSomewhere);
  const remarks = others.filter((each) => !leadsSomewhere(each)).map(({ what }) => what);
  if (cases.length === 0) return html`<p>${remarks.join("; ")}</p>`;
  const left = cases.length - SHOWN_MAX;
  if (left > 0) remarks.unshift(`${left} in results.json`);
  const counted = [`${cases.length} more like this`, ...remarks].join(", and ");
  return html`<details>
    <summary>${counted}</summary>
    <ul>
      ${cases.slice(0, SHOWN_MAX).map((each) => html`<li>${told(each, run)}</li> `)}
    </ul>
  </details>`;
}

/** What was expected and did not come, or how many more there are, is nowhere in the pictures. */
function leadsSomewhere({ events, value }: Complaint): boolean {
  return events.length > 0 || value !== undefined;
}

function told(complaint: Complaint, { history, endedNs }: Run): Html {
  const { what, value } = complaint;
  if (!leadsSomewhere(complaint)) return html`${what}`;
  const events = complaint.events.slice(0, SHOWN_MAX);
  const times = events.flatMap((at) => history[at]?.timeNs ?? []);
  const from = times.length === 0 ? 0 : Math.min(...times);
  const to = times.length === 0 ? endedNs : Math.max(...times);
  return html`${what}
    <button
      type="button"
      hidden
      data-events="${events.join(" ")}"
      data-from="${from / 1e9}"
      data-to="${to / 1e9}"
      data-find="${value === undefined ? "" : `=${JSON.stringify(value)}`}"
    >
      Show in the diagram (${seconds(from)} to ${seconds(to)})
    </button>`;
}
