// Looking for what somebody typed in whatever a browser has written: in each form it may have been written in.

/** Byte sequences that would give a text away. */
function forms(value: string): Buffer[] {
  const plain = Buffer.from(value, "utf8");
  const wide = Buffer.from(value, "utf16le");
  const found = [plain, wide, Buffer.from(encodeURIComponent(value)), Buffer.from(JSON.stringify(value).slice(1, -1))];
  // base64 of a text inside of another: three alignments, without the digits that its neighbours have a part in.
  for (const bytes of [plain, wide])
    for (const before of [0, 1, 2]) {
      const coded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64").replace(/=+$/, "");
      const whole = coded.slice(before === 0 ? 0 : before + 1, coded.length - ((before + bytes.length) % 3 === 0 ? 0 : 2));
      found.push(Buffer.from(whole), Buffer.from(whole.replaceAll("+", "-").replaceAll("/", "_")));
    }
  return found;
}

/** Which of these named values stand in which file: `name in file`. */
export function traces(values: Record<string, string[]>, files: Map<string, Buffer>): string[] {
  const found: string[] = [];
  for (const [name, texts] of Object.entries(values)) {
    const wanted = texts.flatMap(forms);
    for (const [file, bytes] of files) if (wanted.some((form) => bytes.includes(form))) found.push(`${name} in ${file}`);
  }
  return found;
}
