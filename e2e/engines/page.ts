// What runs in the page itself, in any engine: it finds what is meant, says where it lies and whether a press went there.
// WebDriver takes each function by its text, so each stands alone.

/** What a person means: by its selector, or by what it is and is called. */
export interface Target {
  css?: string;
  role?: "button" | "link" | "field";
  /** The whole accessible name. */
  name?: string;
  /** How it begins. */
  starts?: string;
  /** What is in it. */
  holds?: string;
  /** Inside such an element, of which a heading says this. */
  within?: readonly [css: string, heading: string];
}

export interface Aim {
  /** A point of the element at which it is met, in the window's own measure. */
  x: number;
  y: number;
  /** What lies over every point of it. */
  covered: string | null;
  focused: boolean;
  /** The focus stands on another radio of its group. */
  beside: boolean;
  /** The focus stands behind it. */
  before: boolean;
  /** The focus is drawn. */
  seen: boolean;
  checked: boolean;
  value: string;
}

/** Brings the element into view; with `arm` the next press is watched. Nothing, when it is not there or cannot be pressed. */
export function aim(target: Target, arm: boolean): Aim | undefined {
  const kinds = { button: "button, summary, [role=button], input[type=submit]", link: "a[href]", field: "input, select, textarea" };
  const said = (text: string | null | undefined): string => (text ?? "").replace(/\s+/g, " ").trim();
  const names = (one: Element): string[] => {
    const labels = [...((one as HTMLInputElement).labels ?? [])].map((label) => said(label.textContent));
    return [said(one.getAttribute("aria-label")), labels.join(" "), ...labels, one.matches("select, textarea") ? "" : said(one.textContent)].filter(Boolean);
  };
  const meant = (one: Element): boolean => {
    if ((one as HTMLButtonElement).disabled || one.closest("#shell, [inert]")) return false;
    if (!one.checkVisibility({ visibilityProperty: true })) return false;
    const [around, heading] = target.within ?? [];
    if (around !== undefined && said(one.closest(around)?.querySelector("h2, h3")?.textContent) !== heading) return false;
    if (target.name !== undefined) return names(one).includes(said(target.name));
    if (target.holds !== undefined) return names(one).some((name) => name.includes(said(target.holds)));
    return target.starts === undefined || names(one).some((name) => name.startsWith(said(target.starts)));
  };
  const found = [...document.querySelectorAll<HTMLInputElement>(target.css ?? kinds[target.role ?? "button"])].find(meant);
  if (!found) return undefined;
  const places = [found as HTMLElement, ...(found.labels ?? [])];
  if (!document.activeElement || document.activeElement !== found || arm) found.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  const belongs = (there: Element | null): boolean => there !== null && places.some((place) => place === there || place.contains(there));
  let [x, y, covered]: [number, number, string | null] = [0, 0, "nothing of it is seen"];
  for (const box of places.flatMap((place) => [...place.getClientRects()]).filter(({ width, height }) => width > 3 && height > 3)) {
    if (covered === null) break;
    [x, y] = [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)];
    const there = document.elementFromPoint(x, y);
    covered = belongs(there) ? null : `${there?.tagName} ${there?.className}`;
  }
  const focus = document.activeElement as HTMLInputElement | null;
  const outlined = (one: Element | null): boolean => one !== null && getComputedStyle(one).outlineStyle !== "none" && getComputedStyle(one).outlineWidth !== "0px";
  if (arm) {
    const state = Object.assign(window, { landed: "nowhere" });
    const hear = (event: Event): void => {
      state.landed = belongs(event.target as Element) ? "on it" : `on ${(event.target as Element).tagName}`;
    };
    addEventListener("click", hear, { capture: true, once: true });
  }
  return {
    x, y, covered,
    focused: focus === found,
    beside: focus !== found && focus?.type === "radio" && found.type === "radio" && focus.name === found.name,
    before: focus !== null && focus !== document.body && Boolean(found.compareDocumentPosition(focus) & Node.DOCUMENT_POSITION_FOLLOWING),
    seen: outlined(focus) || outlined(focus?.closest(".choice, .pick, .whole") ?? null),
    checked: found.checked === true,
    value: found.value ?? "",
  };
}

/** Where the watched press went: "on it", "on OTHER", "nowhere" yet; nothing, when the page has gone since. */
export function landed(): string | undefined {
  return (window as unknown as { landed?: string }).landed;
}

/** What stands on the page, for whoever reads why a test failed. */
export function shown(): string {
  return `${location.href}\n${document.title}\nfocus: ${document.activeElement?.outerHTML.slice(0, 200)}\n${document.body.innerText.slice(0, 1500)}`;
}
