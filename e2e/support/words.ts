// The words of the screens, from the same files the app is built from.
import { source } from "./binaries.ts";

export const LANGS = ["az", "ru", "en"] as const;
export type Lang = (typeof LANGS)[number];

/** The texts of one bundle's pages: the common ones, those of receipts and its own. */
export type Bundle = "pay" | "certificate" | "office" | "operator" | "device" | "verify" | "kiosk";
const bundles = JSON.parse(source("frontend/bundles.json")) as Record<Bundle, { texts: string[] }>;
const read = (lang: Lang, name: string) => JSON.parse(source(`frontend/locales/${lang}/${name}.json`)) as Record<string, string>;
const files = (name: Bundle) => ["common", ...bundles[name].texts, name];
const bundle = (name: Bundle) => new Map(LANGS.map((lang) => [lang, Object.assign({}, ...files(name).map((file) => read(lang, file))) as Record<string, string>]));
const names = Object.keys(bundles) as Bundle[];
const texts = new Map(names.map((name) => [name, bundle(name)]));

/** A text of the app with its `{name}`s filled; of the payment's pages, where no other bundle is named. */
export function say(lang: Lang, key: string, values: Record<string, string> = {}, of: Bundle = "pay"): string {
  const text = texts.get(of)?.get(lang)?.[key];
  if (text === undefined) throw new Error(`no text ${key} in ${lang}`);
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}

/** All texts of the payment's pages in a language. */
export function allTexts(lang: Lang): Record<string, string> {
  return texts.get("pay")?.get(lang) ?? {};
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

/** Every text's name, where it could be taken for one on a screen. */
export const KEYS = new Set(
  [...new Set(names.flatMap(files))].flatMap((name) => Object.keys(read("az", name))).filter((key) => key.includes(".")),
);
