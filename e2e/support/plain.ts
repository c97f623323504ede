// How plain the words are: sentences and words counted, of a text and of a screen as it is read.
import { writeFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { Notes } from "./notes.ts";
import type { Lang } from "./words.ts";

/** No sentence has more words than this. */
export const SENTENCE_WORDS_MAX = 20;

export interface Measure {
  /** Words of the longest sentence, and the sentence. */
  sentence: [number, string];
  /** Letters of the longest word, and the word. */
  word: [number, string];
  words: number;
}

const WORD = /[\p{L}\p{N}{][\p{L}\p{N}_’'{}-]*/gu;

export function measure(texts: string[]): Measure {
  const result: Measure = { sentence: [0, ""], word: [0, ""], words: 0 };
  for (const sentence of texts.flatMap((text) => text.split(/(?<=[.!?…])\s+/))) {
    const words = sentence.match(WORD) ?? [];
    result.words += words.length;
    if (words.length > result.sentence[0]) result.sentence = [words.length, sentence];
    for (const word of words.filter((word) => /^\p{L}+$/u.test(word))) if (word.length > result.word[0]) result.word = [word.length, word];
  }
  return result;
}

/** What is read on a screen, a block a text: what is beside it on the same line is another. */
export async function blocks(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>("main :is(h1, h2, h3, p, li, dt, dd span, label, legend, button, a.btn, td, th, .tag, summary)")) {
      if (element.checkVisibility() && !element.querySelector("p, li, h2, h3, label, dt, button")) found.push(element.innerText.replace(/\s+/g, " ").trim());
    }
    return found;
  });
}

const counted = new Notes<Measure & { lang: Lang; screen: string }>("report/words.jsonl");

export function startCounting(): void {
  counted.forget();
}

export function count(lang: Lang, screen: string, measured: Measure): void {
  counted.add({ lang, screen, ...measured });
}

/** report/words.md: what was counted, by journey and language. */
export function sumUp(): void {
  const all = counted.all();
  if (!all.length) return;
  const groups = new Map<string, typeof all>();
  for (const one of all) {
    const key = `${one.screen.split(":")[0]} · ${one.lang}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const rows = [...groups].sort().map(([key, screens]) => {
    const most = (value: (one: Measure) => number): Measure & { screen: string } => screens.reduce((a, b) => (value(b) > value(a) ? b : a));
    const [sentence, word, fullest] = [most((one) => one.sentence[0]), most((one) => one.word[0]), most((one) => one.words)];
    const middle = screens.map((one) => one.words).sort((a, b) => a - b)[Math.floor(screens.length / 2)];
    return `| ${key} | ${screens.length} | ${sentence.sentence[0]} (${sentence.screen.split(": ")[1]}) | ${word.word[0]} (${word.word[1]}) | ${middle} | ${fullest.words} (${fullest.screen.split(": ")[1]}) |`;
  });
  const head = "| journey · language | screens | words of the longest sentence | letters of the longest word | words on the middle screen | on the fullest |\n|---|---|---|---|---|---|";
  writeFileSync("report/words.md", `${head}\n${rows.join("\n")}\n`);
}
