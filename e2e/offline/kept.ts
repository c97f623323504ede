// What a worker is to keep, and whether it has.
import { expect, type BrowserContext, type Page } from "@playwright/test";
import type { World } from "../support/world.ts";

const LANGS = ["az", "ru", "en"];

interface List {
  version: string;
  bundles: Record<string, { now: string[]; later: string[] }>;
}

/** The worker's own list, as the server hands it out. */
export async function listed(world: World): Promise<List> {
  const text = await (await fetch(`${world.portal}/sw.js`)).text();
  const version = text.match(/^self\.version="([^"]+)"/)?.[1] ?? "";
  const list = JSON.parse(text.match(/^self\.list=(.*);$/m)?.[1] ?? "{}") as Omit<List, "version">;
  return { version, ...list };
}

/** Every address of the application's code. */
export function codeOf(list: List): string[] {
  const bundles = Object.entries(list.bundles);
  return bundles.flatMap(([name, { now, later }]) => [...now, ...later, ...LANGS.map((lang) => `/page/${name}.${lang}`)]);
}

/** Of these addresses, those that no cache has. */
export async function missing(page: Page, paths: string[]): Promise<string[]> {
  return page.evaluate(async (paths) => {
    const found = await Promise.all(paths.map((path) => caches.match(path, { ignoreVary: true })));
    return paths.filter((_, index) => !found[index]);
  }, paths);
}

/** Waits until the worker has everything, as after a visit of some seconds. */
export async function everythingKept(page: Page, world: World, lang = "az"): Promise<List> {
  const list = await listed(world);
  const words = ["api/catalogue", "api/options", "api/applications/form", "help"].map((name) => `/${name}?lang=${lang}`);
  const paths = [...codeOf(list), ...words, "/api/certificates/keys"];
  await expect.poll(() => missing(page, paths), { timeout: 30_000, message: "kept" }).toEqual([]);
  return list;
}

/** Waits until the worker answers for this page. */
export async function controlled(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe("activated");
}

/** What a worker's network brought, as the browser's own tools count it; of the page itself everything. */
export async function counted(context: BrowserContext, page: Page): Promise<() => { path: string; bytes: number }[]> {
  const client = await context.newCDPSession(page);
  const paths = new Map<string, { path: string; kept: boolean }>();
  const found: { path: string; bytes: number }[] = [];
  await client.send("Network.enable");
  client.on("Network.responseReceived", ({ requestId, response }) =>
    void paths.set(requestId, { path: new URL(response.url).pathname, kept: response.fromServiceWorker ?? false }));
  client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const known = paths.get(requestId);
    if (known) found.push({ path: known.path, bytes: known.kept ? 0 : encodedDataLength });
  });
  return () => found;
}
