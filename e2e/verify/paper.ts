// Certificates as an issuer makes them, and as a forger does: the QR code's text, the PDF file, the published keys. Written
// from the format's description, not with the program's own code; that both agree is part of what is tested.
import { createHash, generateKeyPairSync, pbkdf2Sync, sign, type KeyObject } from "node:crypto";

export interface Issuer {
  key: KeyObject;
  /** SEC 1, uncompressed. */
  point: Buffer;
  name: string;
}

export interface Statement {
  symbols: number[];
  issued: string;
  asOf: string;
  /** The last day, `YYYY-MM-DD`. */
  until: string;
  residential: boolean;
  code: string;
  holder: string;
}

/** A made-up account and holder. */
export const STATEMENT: Statement = {
  symbols: [7, 19, 3, 20, 9, 23, 29],
  issued: "2026-03-02T13:05:00+04:00",
  asOf: "2026-03-02T13:04:00+04:00",
  until: "2126-03-31",
  residential: true,
  code: "031244551234019",
  holder: "5ZK1QT7",
};
const YEAR = 2026;
const ITERATIONS = 600_000;
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export function issuer(name = "Sınaq enerji idarəsi"): Issuer {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x, y } = publicKey.export({ format: "jwk" });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x ?? "", "base64url"), Buffer.from(y ?? "", "base64url")]);
  return { key: privateKey, point, name };
}

/** GET /api/certificates/keys. */
export function published(...issuers: Issuer[]): object {
  return { keys: issuers.map(({ point, name }) => ({ id: idOf(point).toString("hex"), point: point.toString("hex"), name })) };
}

const sha256 = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();
const idOf = (point: Buffer): Buffer => sha256(point).subarray(0, 4);

/** `A-2026-7K3M-9QX…` with its check character: a weighted sum in GF(32). */
export function numberOf(symbols: number[]): string {
  const times = (a: number, b: number): number => {
    let [term, product] = [a, 0];
    for (let bit = 0; bit < 5; bit += 1) {
      if ((b >> bit) & 1) product ^= term;
      term <<= 1;
      if (term & 32) term ^= 0b100101;
    }
    return product;
  };
  let [weight, check] = [1, 0];
  for (const value of [ALPHABET.indexOf("A"), ...String(YEAR).split("").map(Number), ...symbols]) {
    weight = times(weight, 2);
    check ^= times(value, weight);
  }
  const tail = [...symbols, check].map((symbol) => ALPHABET[symbol]).join("");
  return `A-${YEAR}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

/** The 72 bytes. */
export function payload(by: Issuer, statement: Statement): Buffer {
  const salt = sha256(Buffer.from(statement.symbols)).subarray(0, 16);
  const hash = (text: string, domain: number): Buffer => pbkdf2Sync(text, Buffer.concat([salt, Buffer.from([domain])]), ITERATIONS, 16, "sha256");
  const number = (value: number | bigint, bytes: number): Buffer => {
    const whole = Buffer.alloc(8);
    whole.writeBigUInt64BE(BigInt(value));
    return whole.subarray(8 - bytes);
  };
  const minutes = (at: string): number => Date.parse(at) / 60_000;
  const packed = statement.symbols.reduce((all, symbol) => (all << 5n) | BigInt(symbol), 0n);
  return Buffer.concat([
    number(1, 1),
    idOf(by.point),
    number(YEAR, 2),
    number(packed, 5),
    number(minutes(statement.issued), 4),
    number(minutes(statement.asOf), 4),
    number(Date.parse(statement.until) / 86_400_000, 2),
    number(statement.residential ? 1 : 2, 1),
    number(1, 1),
    salt,
    hash(statement.code, 1),
    hash(statement.holder, 2),
  ]);
}

const raw = (by: Issuer, bytes: Buffer): Buffer => sign("sha256", bytes, { key: by.key, dsaEncoding: "ieee-p1363" });

/** `K1.…`, signed by `by`. */
export function sealed(by: Issuer, body = payload(by, STATEMENT)): string {
  const signature = raw(by, Buffer.concat([Buffer.from("kommunal-certificate-1\0"), body]));
  return `K1.${body.toString("base64url")}.${signature.toString("base64url")}`;
}

/** The text with one byte of its payload or signature changed. */
export function altered(text: string, part: "payload" | "signature", at: number): string {
  const [mark, body = "", signature = ""] = text.split(".");
  const change = (encoded: string): string => {
    const bytes = Buffer.from(encoded, "base64url");
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes.toString("base64url");
  };
  return [mark, part === "payload" ? change(body) : body, part === "signature" ? change(signature) : signature].join(".");
}

// -- the PDF: one signature as PAdES wants it, over a page that holds the statement in the clear.
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const hex = (text: string): Buffer => Buffer.from(text, "hex");
const SHA = hex("300b0609608648016503040201");
const ECDSA = hex("300a06082a8648ce3d040302");
const DATA = hex("06092a864886f70d010701");

function cms(by: Issuer, digest: Buffer): Buffer {
  const [one, serial, name] = [der(2, Buffer.from([1])), der(2, Buffer.from([7])), der(0x30)];
  const key = der(0x30, hex("301306072a8648ce3d020106082a8648ce3d030107"), der(3, Buffer.from([0]), by.point));
  const toSign = der(0x30, der(0xa0, der(2, Buffer.from([2]))), serial, ECDSA, name, der(0x30), name, key);
  const certificate = der(0x30, toSign, ECDSA, der(3, Buffer.alloc(9)));
  const attribute = (kind: string, value: Buffer): Buffer => der(0x30, hex(kind), der(0x31, value));
  const attributes = [
    attribute("06092a864886f70d010903", DATA),
    attribute("06092a864886f70d010904", der(4, digest)),
    attribute("060b2a864886f70d010910022f", der(0x30, der(0x30, der(0x30, der(4, sha256(certificate)))))),
  ];
  const signature = sign("sha256", der(0x31, ...attributes), { key: by.key, dsaEncoding: "der" });
  const signer = der(0x30, one, der(0x30, name, serial), SHA, der(0xa0, ...attributes), ECDSA, der(4, signature));
  const signed = der(0x30, one, der(0x31, SHA), der(0x30, DATA), der(0xa0, certificate), der(0x31, signer));
  return der(0x30, hex("06092a864886f70d010702"), der(0xa0, signed));
}

/** A file signed by `by`, which says `text`. */
export function pdf(by: Issuer, text: string): Buffer {
  const room = 4096;
  const head = (ranges: string): Buffer =>
    Buffer.from(`%PDF-1.7\n% https://kommunal.example/verify#${text}\n<</Type/Sig/ByteRange [${ranges.padEnd(39)}]/Contents `);
  const tail = Buffer.from(">>\n% the rest of a page\n%%EOF\n");
  const before = head("").length;
  const after = before + room + 2;
  const front = head(`0 ${before} ${after} ${tail.length}`);
  const digits = cms(by, sha256(Buffer.concat([front, tail]))).toString("hex").padEnd(room, "0");
  return Buffer.concat([front, Buffer.from(`<${digits}>`), tail]);
}
