/**
 * Names of lease holders: `<host name>/<process id>`, unique among the processes of a run.
 *
 * @module
 */

/** The holder that this process is. */
export function ownHolder(hostName: string): string {
  return `${hostName}/${process.pid}`;
}

/**
 * Whether `holder` was a process of this machine that is no more. Only for a holder with this
 * machine's own name can that be known.
 */
export function isDeadHere(holder: string, hostName: string): boolean {
  const end = holder.lastIndexOf("/");
  const pid = Number(holder.slice(end + 1));
  if (holder.slice(0, end) !== hostName || !Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
