/**
 * Goal: the picture in the README plays without scripts, and shows its end where nothing plays.
 */
import { expect, test } from "vitest";
import { type Picture, terminalSvg } from "../../docs/terminal_svg.ts";
import { Screen } from "../support/screen.ts";

const OPTIONS = { title: 'run "a" <b>', columns: 20, rows: 4 };

function picture(output: string, durationMs = 1000): Picture {
  const screen = new Screen(20, 4);
  screen.write(output);
  return { rows: screen.cells, durationMs };
}

test("shows the last picture where nothing plays", () => {
  const svg = terminalSvg([picture("same\r\nfirst"), picture("same\r\nlast")], OPTIONS);
  expect(svg).toMatch(/<g><text[^>]*>same</);
  expect(svg).toMatch(/<g class="s k0-1"><text[^>]*>first</);
  expect(svg).toContain(".k0-1{visibility:hidden;animation:");
  expect(svg).toMatch(/<g class="s k1-2"><text[^>]*>last</);
  expect(svg).toContain(".k1-2{animation:");
  expect(svg).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
});

test("shows each picture for its share of the time", () => {
  const svg = terminalSvg([picture("a", 1000), picture("b", 2000), picture("c", 1000)], OPTIONS);
  expect(svg).toContain("@keyframes a0-1{0.00%{visibility:visible}25.00%,100%{visibility:hidden}}");
  expect(svg).toContain(
    "@keyframes a1-2{0%{visibility:hidden}25.00%{visibility:visible}75.00%,100%{visibility:hidden}}",
  );
  expect(svg).toContain(
    "@keyframes a2-3{0%{visibility:hidden}75.00%{visibility:visible}100%{visibility:visible}}",
  );
  expect(svg).toContain("4.0s step-end infinite");
});

test("escapes what has a meaning in XML", () => {
  const svg = terminalSvg([picture("a<b&c")], OPTIONS);
  expect(svg).toContain(">a&lt;b&amp;c<");
  expect(svg).toContain(">run &quot;a&quot; &lt;b><");
});

test("draws bars as shapes as long as they are, and text with its colours", () => {
  const svg = terminalSvg([picture("\u001b[36m██▌\u001b[39m░ \u001b[1mbold\u001b[22m")], OPTIONS);
  expect(svg).toContain('width="33.6" fill="#21262d"');
  expect(svg).toContain('width="21" fill="#39c5cf"');
  expect(svg).toMatch(/font-weight="600">bold</);
  expect(svg).not.toMatch(/[█▌░]/);
});
