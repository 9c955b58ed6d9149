/**
 * How the terminal in the picture looks.
 *
 * @module
 */

/** Most monospaced fonts are 0.6 em wide. */
export const FONT_SIZE = 14;
export const CELL_WIDTH = 8.4;
export const CELL_HEIGHT = 19;

export const THEME = {
  background: "#0d1117",
  bar: "#161b22",
  border: "#30363d",
  text: "#d1d7e0",
  bold: "#f0f6fc",
  dim: "#848d97",
  track: "#21262d",
};

const COLOURS: Record<string, string> = {
  "2": THEME.dim,
  "31": "#ff7b72",
  "32": "#3fb950",
  "33": "#e3b341",
  "36": "#39c5cf",
  "90": THEME.dim,
};

/** SVG attributes for text in an SGR style such as `36` or `1;32`. */
export function attributesOf(style: string): string {
  const codes = style.split(";");
  const colour = codes.map((code) => COLOURS[code]).find((found) => found !== undefined);
  const bold = codes.includes("1");
  const fill = colour ?? (bold ? THEME.bold : undefined);
  return `${fill === undefined ? "" : ` fill="${fill}"`}${bold ? ' font-weight="600"' : ""}`;
}
