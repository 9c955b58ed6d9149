/**
 * As much of a browser as the page's script needs, without one: elements that remember what they were
 * given, and a canvas that writes down what is drawn. Texts are texts here: nothing parses markup, so a
 * real browser has to be asked whether the page looks right.
 *
 * @module
 */
import type {
  Browser,
  Canvas2d,
  PageElement,
  PageEvent,
} from "../../../../coordinator/workbench/page/client/dom.ts";

export class FakeElement implements PageElement {
  textContent: string | null = "";
  className = "";
  value = "";
  hidden = true;
  width = 0;
  height = 0;
  readonly clientWidth = 1000;
  readonly dataset: Record<string, string | undefined> = {};
  readonly style = { height: "" };
  children: (PageElement | string)[] = [];
  /** What stands on the canvas, in the order in which it was drawn. */
  drawn: string[] = [];
  readonly #listeners: [string, (event: PageEvent) => void][] = [];

  append(...children: (PageElement | string)[]): void {
    this.children.push(...children);
  }

  replaceChildren(...children: (PageElement | string)[]): void {
    this.children = children;
  }

  remove(): void {
    this.textContent = "";
  }

  setAttribute(): void {}

  addEventListener(type: string, listener: (event: PageEvent) => void): void {
    this.#listeners.push([type, listener]);
  }

  fire(type: string, event: Partial<PageEvent> = {}): void {
    const whole = { preventDefault: () => {}, ...event } as PageEvent;
    for (const [each, listener] of this.#listeners) if (each === type) listener(whole);
  }

  setPointerCapture(): void {}

  focus(): void {}

  scrollIntoView(): void {}

  getContext(): Canvas2d {
    const note = (what: string): void => void this.drawn.push(what);
    return {
      fillStyle: "",
      strokeStyle: "",
      lineWidth: 1,
      font: "",
      globalAlpha: 1,
      textBaseline: "",
      setTransform: () => {},
      clearRect: () => (this.drawn = []),
      fillRect(x, y, width, height) {
        note(`rect ${this.fillStyle} ${[x, y, width, height].map(Math.round).join(" ")}`);
      },
      strokeRect: () => {},
      fillText: (text) => note(`text ${text}`),
      beginPath: () => {},
      moveTo: (x, y) => note(`from ${Math.round(x)} ${Math.round(y)}`),
      lineTo: (x, y) => note(`to ${Math.round(x)} ${Math.round(y)}`),
      stroke() {
        note(`stroke ${this.strokeStyle}`);
      },
    };
  }
}

export interface FakeBrowser extends Browser {
  element(selector: string): FakeElement;
  /** Draws what was asked for. */
  frame(): void;
}

/** Opens a page: what its script looks for is taken from the HTML. */
export function openPage(page: string): FakeBrowser {
  const elements = new Map<string, FakeElement>();
  const element = (selector: string): FakeElement => {
    let found = elements.get(selector);
    if (found === undefined) elements.set(selector, (found = new FakeElement()));
    return found;
  };
  const filled = (text: string): FakeElement =>
    Object.assign(new FakeElement(), { textContent: text });
  elements.set("#facts", filled(/id="facts"\s*>([^<]*)</.exec(page)![1]!));
  element("#clients").value = "one lane";
  const buttons = [...page.matchAll(/<button[^>]*data-events[^>]*>/g)].map(([tag]) => {
    const button = new FakeElement();
    for (const [, name, value] of tag.matchAll(/data-(\w+)="([^"]*)"/g))
      button.dataset[name!] = value;
    elements.set("jump", button);
    return button;
  });
  let frames: (() => void)[] = [];
  return {
    document: {
      documentElement: new FakeElement(),
      querySelector: element,
      querySelectorAll: (selector) => {
        if (selector.startsWith("button")) return buttons;
        const pattern = new RegExp(`class="${selector.slice(1)}">([^<]*)<`, "g");
        return [...page.matchAll(pattern)].map(([, text]) => filled(text!));
      },
      createElement: () => new FakeElement(),
    },
    devicePixelRatio: 2,
    requestAnimationFrame: (draw) => frames.push(draw),
    addEventListener: () => {},
    matchMedia: () => ({ addEventListener: () => {} }),
    getComputedStyle: () => ({ getPropertyValue: (name) => name.slice(2) }),
    element,
    frame: () => {
      const now = frames;
      frames = [];
      for (const draw of now) draw();
    },
  };
}
