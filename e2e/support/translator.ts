// A page translator, as browsers have it: it takes each text node out and puts it into `<font><font>`, also those that come
// later. What a program writes into a node that was taken out is seen by nobody.
import type { BrowserContext } from "@playwright/test";

/** Every page of this context is translated, from the first text on; the words stay as they are. */
export async function translate(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const wrap = (text: Text): void => {
      const parent = text.parentElement;
      if (!parent || parent.closest("font, script, style, svg, title, option, textarea") || !text.data.trim()) return;
      const [outer, inner] = [document.createElement("font"), document.createElement("font")];
      inner.textContent = text.data;
      outer.append(inner);
      text.replaceWith(outer);
    };
    const below = (node: Node): void => {
      if (node instanceof Text) return wrap(node);
      const found: Text[] = [];
      const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) found.push(walker.currentNode as Text);
      found.forEach(wrap);
    };
    new MutationObserver((records) => records.flatMap((record) => [...record.addedNodes]).forEach(below)).observe(document, { childList: true, subtree: true });
  });
}

/** Says on the console when a page writes a text node a second time. A kiosk's keypad may: nobody translates a kiosk. */
export async function watchTexts(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const { get, set } = Object.getOwnPropertyDescriptor(Node.prototype, "nodeValue") ?? {};
    if (!get || !set) return;
    Object.defineProperty(Node.prototype, "nodeValue", {
      get,
      set(value: string) {
        if (this instanceof Text && !document.documentElement.hasAttribute("data-kiosk")) console.error(`a text node is written again: ${this.data} -> ${value}`);
        set.call(this, value);
      },
    });
  });
}
