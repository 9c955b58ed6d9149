/**
 * Parts of a page that a command makes: tables, and the place between two marks where they stand.
 *
 * @module
 */

/** A table of Markdown. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return [lineOf(head), `|${"---|".repeat(head.length)}`, ...rows.map(lineOf)].join("\n");
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/**
 * `page` with `text` between the marks of `command`.
 *
 * @throws Error when the marks are not there.
 */
export function withMadePart(page: string, command: string, text: string): string {
  const begin = `<!-- begin: made by ${command} -->`;
  const end = `<!-- end: made by ${command} -->`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) {
    throw new Error(
      `cannot write the tables as the page must have the lines "${begin}" and "${end}"`,
    );
  }
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}
