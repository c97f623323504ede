// Plain words: no text anywhere has a sentence of more than so many words. (Of screens as they are read: sheet/screens.spec.ts,
// whose figures are in report/words.md afterwards.)
import { readdirSync } from "node:fs";
import { source } from "../support/binaries.ts";
import { SENTENCE_WORDS_MAX, measure } from "../support/plain.ts";
import { expect, test } from "../support/test.ts";
import { LANGS } from "../support/words.ts";

for (const lang of LANGS) {
  test(`no text in ${lang} has a sentence of more than ${SENTENCE_WORDS_MAX} words`, () => {
    const screens = readdirSync(`../frontend/locales/${lang}`).map((name) => `frontend/locales/${lang}/${name}`);
    for (const file of [...screens, `backend/locales/${lang}.json`]) {
      for (const [key, text] of Object.entries(JSON.parse(source(file)) as Record<string, string>)) {
        const [words, sentence] = measure([text]).sentence;
        expect.soft(words, `${file}, ${key}: ${sentence}`).toBeLessThanOrEqual(SENTENCE_WORDS_MAX);
      }
    }
  });
}
