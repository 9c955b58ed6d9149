/**
 * Unpacks what the page carries.
 *
 * @module
 */
import type { PageElement } from "./dom.ts";

/** The JSON in an element that holds gzip in base64. The element gives its text back. */
export async function unpack(block: PageElement): Promise<unknown> {
  const packed = atob(block.textContent ?? "");
  block.remove();
  const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain).json();
}
