// What runs in the page itself, in any engine: it finds what is meant, says where it lies and whether a press went there.
// WebDriver takes functions by their text: `inPage` joins those of this file that need each other.

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

/** The text of one script that calls the first of these functions with the script's arguments. */
export function inPage(...functions: ((...args: never[]) => unknown)[]): string {
  return `${functions.map(String).join("\n")}\nreturn ${functions[0]?.name}(...arguments);`;
}

/** Brings the element into view; with `arm` the next press is watched. Nothing, when it is not there or cannot be pressed. */
export function aim(target: Target, arm: boolean): Aim | undefined {
  const found = meant(target);
  if (!found) return undefined;
  const focus = document.activeElement as HTMLInputElement | null;
  if (focus !== found || arm) found.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  const places = [found as HTMLElement, ...(found.labels ?? [])];
  if (arm) watch(places);
  const outlined = (one: Element | null): boolean => one !== null && getComputedStyle(one).outlineStyle !== "none" && getComputedStyle(one).outlineWidth !== "0px";
  return {
    ...spot(places),
    focused: focus === found,
    beside: focus !== found && focus?.type === "radio" && found.type === "radio" && focus.name === found.name,
    before: focus !== null && focus !== document.body && Boolean(found.compareDocumentPosition(focus) & Node.DOCUMENT_POSITION_FOLLOWING),
    seen: outlined(focus) || outlined(focus?.closest(".choice, .pick, .whole") ?? null),
    checked: found.checked === true,
    value: found.value ?? "",
  };
}

export function meant(target: Target): HTMLInputElement | undefined {
  const kinds = { button: "button, summary, [role=button], input[type=submit]", link: "a[href]", field: "input, select, textarea" };
  const said = (text: string | null | undefined): string => (text ?? "").replace(/\s+/g, " ").trim();
  const names = (one: HTMLInputElement): string[] => {
    const labels = [...(one.labels ?? [])].map((label) => said(label.textContent));
    return [said(one.getAttribute("aria-label")), labels.join(" "), ...labels, one.matches("select, textarea") ? "" : said(one.textContent)].filter(Boolean);
  };
  return [...document.querySelectorAll<HTMLInputElement>(target.css ?? kinds[target.role ?? "button"])].find((one) => {
    if (one.disabled || one.closest("#shell, [inert]") || !one.checkVisibility({ visibilityProperty: true })) return false;
    const [around, heading] = target.within ?? [];
    if (around !== undefined && said(one.closest(around)?.querySelector("h2, h3")?.textContent) !== heading) return false;
    if (target.name !== undefined) return names(one).includes(said(target.name));
    if (target.holds !== undefined) return names(one).some((name) => name.includes(said(target.holds)));
    return target.starts === undefined || names(one).some((name) => name.startsWith(said(target.starts)));
  });
}

/** Where one of these, an element or its label, is met by who presses there. */
export function spot(places: HTMLElement[]): Pick<Aim, "x" | "y" | "covered"> {
  let [x, y, covered]: [number, number, string | null] = [0, 0, "nothing of it is seen"];
  for (const box of places.flatMap((place) => [...place.getClientRects()]).filter(({ width, height }) => width > 3 && height > 3)) {
    [x, y] = [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)];
    const there = document.elementFromPoint(x, y);
    covered = places.some((place) => place.contains(there)) ? null : `${there?.tagName} ${there?.className}`;
    if (covered === null) break;
  }
  return { x, y, covered };
}

export function watch(places: HTMLElement[]): void {
  const state = Object.assign(window, { landed: "nowhere" });
  const hear = ({ target }: Event): void => {
    state.landed = places.some((place) => place.contains(target as Node)) ? "on it" : `on ${(target as Element).tagName}`;
  };
  addEventListener("click", hear, { capture: true, once: true });
}

/** Where the watched press went: "on it", "on OTHER", "nowhere" yet; nothing, when the page has gone since. */
export function landed(): string | undefined {
  return (window as unknown as { landed?: string }).landed;
}

/** What stands on the page, for whoever reads why a test failed. */
export function shown(): string {
  const asked = performance.getEntriesByType("resource").slice(-12).map((one) => new URL(one.name).pathname).join(" ");
  return `${location.href}\n${document.title}\nfocus: ${document.activeElement?.outerHTML.slice(0, 200)}\nanswered: ${asked}\n${document.body.innerText.slice(0, 1500)}`;
}
