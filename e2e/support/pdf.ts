// What is on a PDF, as poppler's tools read it.
import { execFileSync } from "node:child_process";

/** Its text, ligatures and all, as somebody who copies it gets it. */
export function pdfText(pdf: Buffer | string): string {
  return run("pdftotext", ["-layout"], pdf);
}

export function pdfWidthMm(pdf: Buffer): number {
  return pdfSizeMm(pdf)[0];
}

/** Width and height of its first page. */
export function pdfSizeMm(pdf: Buffer): [number, number] {
  const [, width, height] = run("pdfinfo", [], pdf).match(/Page size:\s+([\d.]+) x ([\d.]+)/) ?? [];
  const mm = (points?: string): number => Math.round((Number(points) / 72) * 25.4);
  return [mm(width), mm(height)];
}

export function pdfPages(pdf: Buffer): number {
  return Number(run("pdfinfo", [], pdf).match(/Pages:\s+(\d+)/)?.[1]);
}

/** How far down the text of its first page goes. */
export function lowestWordMm(pdf: Buffer): number {
  const first = run("pdftotext", ["-bbox", "-l", "1"], pdf);
  const edges = [...first.matchAll(/<word [^>]*yMax="([\d.]+)"/g)].map((word) => Number(word[1]));
  return (Math.max(...edges) / 72) * 25.4;
}

/** How far right the text goes. */
export function widestWordMm(pdf: Buffer): number {
  const edges = [...run("pdftotext", ["-bbox"], pdf).matchAll(/<word [^>]*xMax="([\d.]+)"/g)].map((word) => Number(word[1]));
  return (Math.max(...edges) / 72) * 25.4;
}

function run(tool: string, options: string[], pdf: Buffer | string): string {
  const from = typeof pdf === "string" ? pdf : "-";
  const to = tool === "pdftotext" ? ["-"] : [];
  const input = typeof pdf === "string" ? undefined : pdf;
  return execFileSync(tool, [...options, from, ...to], { input, encoding: "utf8", maxBuffer: 1 << 26 });
}
