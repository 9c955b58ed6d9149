/**
 * A program that prints the trace hash of each seed from 1 to the number that it is given.
 *
 * @module
 */
import { hashesOf } from "./hashes.ts";

console.log(JSON.stringify(hashesOf(Number(process.argv[2]))));
