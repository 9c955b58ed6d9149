/**
 * A canvas that shows a part of the run: its size, its colours, and how hands and keys move the view.
 *
 * @module
 */
import type { Browser, Canvas2d, PageElement, PageEvent } from "./dom.ts";
import { moment, ticks, type View } from "./view.ts";

/** Left of it stand the names of lanes. */
export const LEFT = 76;
/** Above it stand the times. */
export const TOP = 20;

/** A pointer that moved less than this has clicked. */
const CLICK_PIXELS = 4;
/** Of a step of the wheel: three of them about halve the view. */
const WHEEL_ZOOM = 0.0022;
const KEY_PAN = 0.2;
const KEY_ZOOM = 0.6;

/** A drawing's surroundings: sizes in CSS pixels. */
export interface Sheet {
  readonly context: Canvas2d;
  readonly width: number;
  readonly height: number;
  readonly view: View;
  /** A colour of the style sheet, such as `ok`. */
  readonly colour: (name: string) => string;
}

export interface Scene {
  /** In CSS pixels. Browsers refuse canvases of more than 32,767. */
  readonly height: () => number;
  readonly draw: (sheet: Sheet) => void;
  readonly click: (x: number, y: number, sheet: Sheet) => void;
  readonly hover?: (x: number, y: number, sheet: Sheet) => void;
  /** The next one (1) or the one before (-1) of whatever is shown. */
  readonly step: (by: 1 | -1) => void;
}

/** Puts a scene on a canvas. Returns how to ask for a new drawing; many in a frame are one. */
export function stage(browser: Browser, canvas: PageElement, view: View, scene: Scene): () => void {
  let asked = false;
  const sheet = (): Sheet | undefined => {
    const context = canvas.getContext("2d");
    if (context === null) return undefined;
    const style = browser.getComputedStyle(browser.document.documentElement);
    const colours = new Map<string, string>();
    const colour = (name: string): string => {
      let found = colours.get(name);
      if (found === undefined) {
        colours.set(name, (found = style.getPropertyValue(`--${name}`).trim()));
      }
      return found;
    };
    return { context, width: canvas.clientWidth, height: scene.height(), view, colour };
  };
  const draw = (): void => {
    asked = false;
    const { width, height, context, ...rest } = sheet() ?? {};
    if (context === undefined || width === undefined || height === undefined) return;
    const ratio = browser.devicePixelRatio;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.height = `${height}px`;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    scene.draw({ context, width, height, ...(rest as Pick<Sheet, "view" | "colour">) });
  };
  const ask = (): void => {
    if (asked) return;
    asked = true;
    browser.requestAnimationFrame(draw);
  };
  view.onChange(ask);
  browser.addEventListener("resize", ask);
  browser.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ask);
  listen(canvas, view, scene, sheet);
  ask();
  return ask;
}

export function xOf(atS: number, { width, view }: Sheet): number {
  return LEFT + ((atS - view.fromS) / view.widthS) * (width - LEFT);
}

/** The faults' shades and the times above; what is drawn later lies over them. */
export function drawTimes(
  sheet: Sheet,
  faults: readonly { kind: string; fromS: number; toS: number; what: string }[],
): void {
  const { context, width, height, view, colour } = sheet;
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "middle";
  // Faults at the same time shine through each other.
  context.globalAlpha = 0.6;
  for (const { kind, fromS, toS } of faults) {
    if (toS < view.fromS || fromS > view.toS) continue;
    const from = Math.max(LEFT, xOf(fromS, sheet));
    context.fillStyle = colour(`fault-${kind}`);
    context.fillRect(from, TOP, Math.max(1, Math.min(width, xOf(toS, sheet)) - from), height - TOP);
  }
  context.globalAlpha = 1;
  context.fillStyle = colour("soft");
  context.strokeStyle = colour("grid");
  context.lineWidth = 1;
  context.beginPath();
  for (const atS of ticks(view.fromS, view.toS, width / 90)) {
    const x = Math.round(xOf(atS, sheet)) + 0.5;
    context.moveTo(x, TOP);
    context.lineTo(x, height);
    context.fillText(`${moment(atS, view.widthS)} s`, x + 3, TOP / 2);
  }
  context.stroke();
}

function listen(
  canvas: PageElement,
  view: View,
  scene: Scene,
  sheet: () => Sheet | undefined,
): void {
  const shareOf = (x: number): number =>
    Math.max(0, Math.min(1, (x - LEFT) / Math.max(1, canvas.clientWidth - LEFT)));
  let down: { x: number; y: number; last: number } | undefined;
  canvas.addEventListener("pointerdown", ({ offsetX, offsetY, pointerId }) => {
    down = { x: offsetX, y: offsetY, last: offsetX };
    canvas.setPointerCapture(pointerId);
  });
  canvas.addEventListener("pointermove", ({ offsetX, offsetY, buttons }) => {
    const now = sheet();
    if (down === undefined || buttons === 0) {
      if (now !== undefined) scene.hover?.(offsetX, offsetY, now);
      return;
    }
    view.pan((down.last - offsetX) / Math.max(1, canvas.clientWidth - LEFT));
    down.last = offsetX;
  });
  canvas.addEventListener("pointerup", ({ offsetX, offsetY }) => {
    const from = down;
    down = undefined;
    const now = sheet();
    if (from === undefined || now === undefined) return;
    if (Math.hypot(offsetX - from.x, offsetY - from.y) < CLICK_PIXELS) {
      scene.click(offsetX, offsetY, now);
    }
  });
  canvas.addEventListener("pointercancel", () => (down = undefined));
  // With Shift the wheel scrolls the page.
  const turned = (event: PageEvent): void => {
    if (event.shiftKey) return;
    event.preventDefault();
    view.zoom(Math.exp(event.deltaY * WHEEL_ZOOM), shareOf(event.offsetX));
  };
  canvas.addEventListener("wheel", turned, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = KEYS[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action(view, scene);
  });
}

const KEYS: Readonly<Record<string, (view: View, scene: Scene) => void>> = {
  ArrowLeft: (view) => view.pan(-KEY_PAN),
  ArrowRight: (view) => view.pan(KEY_PAN),
  "+": (view) => view.zoom(KEY_ZOOM),
  "=": (view) => view.zoom(KEY_ZOOM),
  "-": (view) => view.zoom(1 / KEY_ZOOM),
  Home: (view) => view.show(0, view.endS),
  "0": (view) => view.show(0, view.endS),
  n: (_, scene) => scene.step(1),
  p: (_, scene) => scene.step(-1),
};
