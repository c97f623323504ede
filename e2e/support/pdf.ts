// What is on a PDF, as poppler's tools read it.
import { execFileSync } from "node:child_process";

/** Its text, ligatures and all, as somebody who copies it gets it. */
export function pdfText(pdf: Buffer | string): string {
  return run("pdftotext", ["-layout"], pdf);
}

export function pdfWidthMm(pdf: Buffer): number {
  const points = run("pdfinfo", [], pdf).match(/Page size:\s+([\d.]+)/)?.[1];
  return Math.round((Number(points) / 72) * 25.4);
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
