/**
 * Runs trials in a thread: one for each message, until it is ended.
 *
 * @module
 */
import { parentPort } from "node:worker_threads";
import { runTrial, type Trial } from "./theory_trials.ts";

parentPort!.on("message", (trial: Trial) => parentPort!.postMessage(runTrial(trial), []));
