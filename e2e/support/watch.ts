// What must hold on every page of every test: nothing is asked of strangers, nothing breaks quietly, no card number
// comes near the portal.
import { expect, type BrowserContext, type Request } from "@playwright/test";
import { CARDS } from "./bank.ts";
import type { World } from "./world.ts";

const CARD_DIGITS = Object.values(CARDS).map((card) => card.number.replaceAll(" ", ""));
// The browser's own report of an answer such as 404 or 409, which the app has words for, or of a connection cut by a test.
const REPORT_OF_AN_ANSWER = /^Failed to load resource/;
// The same of the worker's program, which the browser also asks for by itself after a navigation: where a proxy may cut it.
const REPORT_OF_THE_WORKER = /^An unknown error occurred when fetching the script\.$/;

/** Watches a context; the answer says what was wrong, so far. */
export function watch(context: BrowserContext, world: World): () => string[] {
  const wrong: string[] = [];
  context.on("console", (message) => {
    const isReport = REPORT_OF_AN_ANSWER.test(message.text()) || (world.fronted && REPORT_OF_THE_WORKER.test(message.text()));
    if (message.type() === "error" && !isReport) wrong.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => void wrong.push(`page: ${error.error().message}`));
  context.on("request", (request) => void wrong.push(...judge(request, world)));
  return () => wrong;
}

function judge(request: Request, world: World): string[] {
  const url = request.url();
  if (/^(blob|data):/.test(url)) return [];
  const origin = new URL(url).origin;
  if (origin === world.sandbox.url) return [];
  if (origin !== world.portal && origin !== world.brand) return [`a stranger was asked: ${url}`];
  const sent = [url, request.postData() ?? "", JSON.stringify(request.headers())].join("\n");
  const digits = sent.replace(/[\s-]/g, "");
  return CARD_DIGITS.some((number) => digits.includes(number)) ? [`a card number was sent to the portal: ${url}`] : [];
}

export function expectNothingWrong(wrong: () => string[]): void {
  expect(wrong(), "what happened beside the test").toEqual([]);
}
