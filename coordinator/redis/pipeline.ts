/**
 * Pipelines whose failures are not overlooked.
 *
 * @module
 */
import type { ChainableCommander } from "ioredis";

/**
 * Sends a pipeline or transaction; returns the replies in order.
 *
 * @throws Error the first one that any of its commands met.
 */
export async function execAll(pipeline: ChainableCommander): Promise<unknown[]> {
  const replies = await pipeline.exec();
  if (replies === null) throw new Error("the transaction was abandoned");
  return replies.map(([error, value]) => {
    if (error) throw error;
    return value;
  });
}
