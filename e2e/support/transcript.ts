// What was heard, written down: a heading for each step, a line for each key, the words beneath it. Read back by the same
// rules that wrote it, so that what is kept and what is heard now are judged alike.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { place } from "./binaries.ts";
import type { Utterance } from "./synthesiser.ts";

interface Line {
  /** A key, something typed, or READS. */
  did: string;
  said: Utterance[];
}

export interface Step {
  name: string;
  lines: Line[];
}

/** The whole page, read by one command. */
export const READS = "has the page read";

/** A voice that was asked for by its language is named; the reader's own words are English. */
export function render(steps: readonly Step[]): string {
  return steps.map(({ name, lines }) => `## ${name}\n\n${lines.map(line).join("\n")}\n`).join("\n");
}

function line({ did, said }: Line): string {
  const words = said.map(({ text, language }) => (OWN.test(language) ? text : `[${language}] ${text}`));
  return [`- \`${did}\``, ...(words.length === 0 ? ["nothing"] : words).map((text) => `  - ${text}`)].join("\n");
}

const OWN = /^(en.*)?$/;

export function parse(text: string): Step[] {
  const steps: Step[] = [];
  for (const row of text.split("\n")) {
    const [, step, did, language, said] = row.match(/^(?:## (.+)|- `(.*)`|  - (?:\[(\w+)\] )?(.+))$/) ?? [];
    if (step !== undefined) steps.push({ name: step, lines: [] });
    else if (did !== undefined) steps.at(-1)?.lines.push({ did, said: [] });
    else if (said !== undefined && said !== "nothing") steps.at(-1)?.lines.at(-1)?.said.push({ text: said, language: language ?? "" });
  }
  return steps;
}

/** Where the repository keeps it. */
export const fileOf = (journey: string, lang: string): string => `docs/heard/${journey}.${lang}.md`;

export function keep(file: string, steps: readonly Step[]): void {
  mkdirSync(dirname(place(file)), { recursive: true });
  writeFileSync(place(file), render(steps));
}

export function kept(file: string): Step[] {
  return existsSync(place(file)) ? parse(readFileSync(place(file), "utf8")) : [];
}

/** What is read of each page, without what is another every time: times, days, months, numbers given out, visited links. */
export function pages(steps: readonly Step[]): string[] {
  const read = (step: Step): string[] => step.lines.filter(({ did }) => did === READS).flatMap(({ said }) => said.map(({ text }) => `${step.name}: ${lasting(text)}`));
  return [...new Set(steps.flatMap(read))].sort();
}

function lasting(text: string): string {
  return text
    .replace(/\b(KM|M)-[0-9A-Z-]+/g, "$1")
    .replace(/\d{1,2}[./]\d{2}[./]\d{4}|\d{1,2} \p{L}+ \d{4}/gu, "day")
    .replace(/\p{L}+ 20\d\d/gu, "month")
    .replace(/\d{1,2}:\d{2}(:\d{2})?/g, "time")
    .replace(/\b[0-9A-Z]{5,}\b/g, "number")
    .replace("visited link", "link");
}
