// The words of the screens, from the same files the app is built from.
import { source } from "./binaries.ts";

export const LANGS = ["az", "ru", "en"] as const;
export type Lang = (typeof LANGS)[number];

const texts = new Map(LANGS.map((lang) => [lang, JSON.parse(source(`frontend/locales/${lang}.json`)) as Record<string, string>]));

/** A text of the app with its `{name}`s filled. */
export function say(lang: Lang, key: string, values: Record<string, string> = {}): string {
  const text = texts.get(lang)?.[key];
  if (text === undefined) throw new Error(`no text ${key} in ${lang}`);
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}

/** All texts of a language. */
export function allTexts(lang: Lang): Record<string, string> {
  return texts.get(lang) ?? {};
}

/** The demo's names of its charges. */
export const CHARGES = {
  telephone: { az: "Telefon, abunə haqqı", ru: "Телефон, абонентская плата", en: "Telephone subscription" },
  issued: { az: "Şəhərlərarası qəbzlər üzrə borc", ru: "Задолженность по междугородним квитанциям", en: "Intercity bills issued" },
  current: {
    az: "Şəhərlərarası danışıq, cari borc",
    ru: "Междугородние переговоры, текущая задолженность",
    en: "Intercity calls, not yet billed",
  },
  internet: { az: "İnternet, abunə haqqı", ru: "Интернет, абонентская плата", en: "Internet subscription" },
  electricity: { az: "İşıq", ru: "Электроэнергия", en: "Electricity" },
  gas: { az: "Qaz", ru: "Газ", en: "Gas" },
} satisfies Record<string, Record<Lang, string>>;
export type Charge = keyof typeof CHARGES;
