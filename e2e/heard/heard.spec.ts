// The payment and the certificate, listened to with a real screen reader. What was heard is kept in docs/heard/ and judged
// here each time; KOMMUNAL_HEARD=all (make proof) listens anew and compares, KOMMUNAL_HEARD=keep writes it down.
import { expect, test } from "../support/test.ts";
import { fileOf, keep, kept, pages, render } from "../support/transcript.ts";
import { Way } from "../support/ways.ts";
import { JOURNEYS, judge, type Journey } from "./rules.ts";
import type { Lang } from "../support/words.ts";

const HEARD = process.env["KOMMUNAL_HEARD"] ?? "";
const BOTH: Lang[] = ["az", "en"];
/** Of the lines read, so many may have come or gone since. */
const STALE = 0.15;

for (const journey of JOURNEYS) {
  for (const lang of BOTH) {
    test(`what was heard of the ${journey} in ${lang} says each step, error, sum and result, and no noise`, () => {
      expect(judge(journey, lang, kept(fileOf(journey, lang)))).toEqual([]);
    });
    if (HEARD !== "") listen(journey, lang);
  }
}

function listen(journey: Journey, lang: Lang): void {
  test(`listened to with a screen reader: the ${journey} in ${lang}`, async ({ world }) => {
    test.setTimeout(600_000);
    const way = new Way(world, lang, journey === "payment" ? "pay" : "certificate");
    const { steps } = way.ear;
    try {
      await (journey === "payment" ? way.pay() : way.apply());
    } finally {
      keep(`e2e/report/heard/${journey}.${lang}.md`, steps);
      await way.ear.stop();
    }
    if (HEARD === "keep") keep(fileOf(journey, lang), steps);
    expect(judge(journey, lang, steps), render(steps)).toEqual([]);
    const [now, before] = [pages(steps), pages(kept(fileOf(journey, lang)))];
    const changed = [...now.filter((one) => !before.includes(one)), ...before.filter((one) => !now.includes(one))];
    // Where a page is read from hangs on what came first, its focus or its end of loading.
    expect(changed.length, `docs/heard is stale (KOMMUNAL_HEARD=keep make e2e ARGS=heard): ${changed.join("\n")}`).toBeLessThan(now.length * STALE);
  });
}
