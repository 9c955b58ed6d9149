/**
 * Runs of Maelstrom as it recorded and judged them (test/oracle/maelstrom).
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { HistoryEvent } from "../../../coordinator/checkers/history/history.ts";

export interface RecordedRun {
  readonly name: string;
  readonly results: RecordedResults;
  /** Of clients; the nemesis is left out. */
  readonly history: readonly HistoryEvent[];
}

/** What is compared of results.json. */
export interface RecordedResults {
  readonly availability: object;
  readonly net: { readonly [side: string]: RecordedCounts };
  readonly stats: object;
  readonly workload: { readonly "stable-latencies"?: object };
}

export interface RecordedCounts {
  readonly "send-count": number;
  readonly "recv-count": number;
  readonly "msg-count": number;
}

const FOLDER = new URL("../../oracle/maelstrom/", import.meta.url);
const HISTORY = ".history.jsonl.gz";

export function recordedRuns(folder: URL = FOLDER): RecordedRun[] {
  const names = readdirSync(folder).filter((file) => file.endsWith(HISTORY));
  return names.toSorted().map((file) => {
    const name = file.slice(0, -HISTORY.length);
    const results = JSON.parse(read(folder, `${name}.results.json.gz`)) as RecordedResults;
    const lines = read(folder, file).trim().split("\n");
    const events = lines.map((line) => JSON.parse(line) as RecordedEvent);
    const history = events
      .filter((event): event is ClientEvent => event.process !== "nemesis")
      .map(({ process, type, f, value, time, "final?": final = false }) => {
        return { process, type, f, value, timeNs: time, ...(final ? { final } : {}) };
      });
    return { name, results, history };
  });
}

type ClientEvent = HistoryEvent & { readonly time: number; readonly "final?"?: boolean };
type RecordedEvent = ClientEvent | { readonly process: "nemesis" };

function read(folder: URL, file: string): string {
  return gunzipSync(readFileSync(new URL(file, folder))).toString();
}
