// What must be heard at each step, and what must not: of a transcript that is kept as of one that was just made.
import { say, type Bundle, type Lang } from "../support/words.ts";
import { READS, type Step } from "../support/transcript.ts";

export const JOURNEYS = ["payment", "certificate"] as const;
export type Journey = (typeof JOURNEYS)[number];

/** Pages of others, judged by nobody here. */
const THEIRS = ["The bank's page", "The provider's page"];

/** At a step: what one comes to hear on the way there, or of the page read to its end. */
interface Must {
  step: string;
  when: "arriving" | "reading" | "doing";
  words: string[];
}

export function judge(journey: Journey, lang: Lang, steps: readonly Step[]): string[] {
  const musts = journey === "payment" ? payment(lang) : certificate(lang);
  return [...musts.flatMap((must) => missing(must, steps)), ...steps.filter(({ name }) => !THEIRS.includes(name)).flatMap(noise)];
}

function missing({ step, when, words }: Must, steps: readonly Step[]): string[] {
  const found = steps.find(({ name }) => name === step);
  if (found === undefined) return [`no step "${step}"`];
  const [arrival, ...others] = found.lines;
  const lines = { arriving: [arrival], reading: others.filter(({ did }) => did === READS), doing: others.filter(({ did }) => did !== READS) }[when];
  const heard = bare(lines.flatMap((line) => line?.said ?? []).map(({ text }) => text).join(" "));
  return words.filter((one) => !heard.includes(bare(one))).map((one) => `${step}, ${when}: "${one}" is not heard`);
}

/** The reader puts pauses between parts as full stops. */
const bare = (text: string): string => text.replace(/[.\s]+/g, " ").trim();

/** Signs read one by one, empty regions, a word in a voice of another language, the same thing twice at one key. */
function noise({ name, lines }: Step): string[] {
  const wrong: string[] = [];
  for (const { did, said } of lines) {
    for (const [at, { text }] of said.entries()) {
      const where = `${name}, ${did}: "${text}"`;
      if (!(did === OPENS || at === 0 || said[at - 1]?.text === "Browse mode") && /[•·]|\bbullet\b|middle dot|statusbar|\bimage\b|\d+ values/i.test(text)) wrong.push(`${where} is noise`);
      if (/[А-Яа-я]{2}/.test(text) && did === READS && !said.some((one) => one.text === text && one.language === "ru")) wrong.push(`${where} is not marked as Russian`);
    }
    // The reader itself says again what describes a field, if that has changed, what a page begins with, when its program
    // has come.
    const news = said.map(({ text }) => bare(text)).filter((text) => text.length > SHORT && !/ (link|grayed)$/.test(text));
    const field = said.some(({ text }) => / (entry|combo box)\b/.test(text));
    if (did !== READS && !field) for (const text of new Set(news.filter((one, at) => news.indexOf(one) !== at))) wrong.push(`${name}, ${did}: "${text}" is heard twice`);
  }
  return wrong;
}

/** Where nothing has the focus yet, the reader begins with the region that is to speak later; so does reading from the top. */
const OPENS = "opens the page";

/** Roles and states are said at each element. */
const SHORT = 20;

function payment(lang: Lang): Must[] {
  const t = (key: string, values: Record<string, string> = {}): string => say(lang, key, values);
  const step = (n: number, key: string): string => t("steps.short", { n: String(n), of: "6", step: t(key) });
  // `changed`: all five bills, with 2,40 for the first.
  const [sum, changed, place] = lang === "az" ? ["2,50 AZN", "50,44 AZN", "Bakı, Abşeron (12)"] : ["2.50 AZN", "50.44 AZN", "Baku, Absheron (12)"];
  return [
    { step: "Number", when: "arriving", words: [t("number.title"), step(1, "step.number")] },
    { step: "Number", when: "doing", words: [t("form.wrong", { n: "1" }), t("field.number_length", { n: "2" })] },
    { step: "Bills", when: "arriving", words: ["421 23 72", step(2, "step.bills")] },
    { step: "Bills", when: "reading", words: [t("masked"), sum] },
    { step: "Bills", when: "doing", words: [t("amount_azn"), changed] },
    { step: "Card", when: "arriving", words: [t("card.title"), step(3, "step.card")] },
    { step: "Check", when: "arriving", words: [t("check.title"), step(4, "step.check")] },
    { step: "Check", when: "reading", words: [place, "421 23 72", sum, "Visa / Visa Electron"] },
    { step: "Declined", when: "arriving", words: [t("outcome.declined"), t("not_paid"), step(5, "step.payment")] },
    { step: "Receipt", when: "arriving", words: [t("stage.paid"), t("stage.paid_about", { sum }), step(6, "step.receipt")] },
    { step: "Receipt", when: "reading", words: ["KM-", sum] },
  ];
}

function certificate(lang: Lang): Must[] {
  const of: Bundle = "certificate";
  const t = (key: string, values: Record<string, string> = {}): string => say(lang, key, values, of);
  const step = (n: number, key: string): string => t("steps.short", { n: String(n), of: "5", step: t(key) });
  return [
    { step: "For whom", when: "arriving", words: [step(1, "apply.step_class")] },
    { step: "Person", when: "arriving", words: [t("apply.step_person"), step(2, "apply.step_person")] },
    { step: "Person", when: "reading", words: ["Aysel"] },
    { step: "Details", when: "arriving", words: [step(3, "apply.step_details")] },
    { step: "Details", when: "doing", words: [t("form.wrong", { n: "3" }), t("field.account_length", { n: "15" }), t("apply.debt_clear")] },
    { step: "Contact", when: "arriving", words: [step(4, "apply.step_contact")] },
    { step: "Contact", when: "doing", words: [t("apply.code_sent", { mobile: "(50) 234 56 78" }), t("apply.mobile_proven")] },
    { step: "Check", when: "arriving", words: [t("apply.check_title"), step(5, "apply.step_check")] },
    { step: "Check", when: "reading", words: ["039900000000117", "aysel@example.az", t("apply.residential")] },
    { step: "Sent", when: "arriving", words: [t("apply.sent_title")] },
    { step: "Sent", when: "reading", words: ["M-"] },
    { step: "Its page", when: "arriving", words: [t("track.one_short")] },
    { step: "Its page", when: "reading", words: ["039900000000117", t("track.stage.registered")] },
  ];
}
