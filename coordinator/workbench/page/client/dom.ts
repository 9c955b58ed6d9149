/**
 * As much of a browser as the page uses. The project is written for Node, whose types know no page; and
 * tests put something simple in its place.
 *
 * @module
 */

export interface Canvas2d {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  font: string;
  globalAlpha: number;
  textBaseline: string;
  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void;
  clearRect(x: number, y: number, width: number, height: number): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  strokeRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number, widthMax?: number): void;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  stroke(): void;
}

export interface PageEvent {
  readonly offsetX: number;
  readonly offsetY: number;
  readonly deltaY: number;
  readonly buttons: number;
  readonly pointerId: number;
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  preventDefault(): void;
}

export interface PageElement {
  textContent: string | null;
  className: string;
  value: string;
  hidden: boolean;
  width: number;
  height: number;
  readonly clientWidth: number;
  readonly dataset: Record<string, string | undefined>;
  readonly style: { height: string };
  append(...children: (PageElement | string)[]): void;
  replaceChildren(...children: (PageElement | string)[]): void;
  remove(): void;
  setAttribute(name: string, value: string): void;
  addEventListener(
    type: string,
    listener: (event: PageEvent) => void,
    options?: { passive: boolean },
  ): void;
  setPointerCapture(pointerId: number): void;
  focus(): void;
  scrollIntoView(): void;
  getContext(kind: "2d"): Canvas2d | null;
}

export interface Browser {
  readonly document: {
    readonly documentElement: PageElement;
    querySelector(selector: string): PageElement | null;
    querySelectorAll(selector: string): Iterable<PageElement>;
    createElement(name: string): PageElement;
  };
  readonly devicePixelRatio: number;
  requestAnimationFrame(draw: () => void): unknown;
  addEventListener(type: "resize", listener: () => void): void;
  matchMedia(query: string): { addEventListener(type: "change", listener: () => void): void };
  getComputedStyle(element: PageElement): { getPropertyValue(name: string): string };
}

/** The one element that a selector names: our own markup has it. */
export function find(browser: Browser, selector: string): PageElement {
  const found = browser.document.querySelector(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

/** A new element with a text in it; never markup. */
export function element(browser: Browser, name: string, text = "", className = ""): PageElement {
  const made = browser.document.createElement(name);
  made.textContent = text;
  if (className !== "") made.className = className;
  return made;
}
