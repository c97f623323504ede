// A certificate by the camera: Chromium's own pretended camera shows a film that the test makes. And what is said when
// there is no camera, or it may not be used.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import type { Browser, Page } from "@playwright/test";
import { encodeQR } from "qr";
import { chromium, expect, test } from "../support/test.ts";
import { Desk } from "./desk.ts";
import { issuer, sealed } from "./paper.ts";

const ADDRESS = "https://kommunal.example/verify#";

/** A code's picture in grey, drawn small on a larger sheet. */
function picture(text: string, [width, height]: [number, number], module: number): Buffer {
  const rows = encodeQR(text, "raw", { border: 1 });
  const side = rows.length * module;
  const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
  const grey = Buffer.alloc(width * height, 235);
  rows.forEach((row, y) =>
    row.forEach((dark, x) => {
      if (!dark) return;
      for (let line = 0; line < module; line += 1) {
        const from = (top + y * module + line) * width + left + x * module;
        grey.fill(20, from, from + module);
      }
    }),
  );
  return grey;
}

/** Some frames of it, as a film without colour. */
function film(file: string, texts: string[]): void {
  const size: [number, number] = [640, 480];
  const colour = Buffer.alloc((size[0] * size[1]) / 2, 128);
  const frames = texts.flatMap((text) => Array.from({ length: 20 }, () => [Buffer.from("FRAME\n"), picture(text, size, 5), colour]));
  writeFileSync(file, Buffer.concat([Buffer.from(`YUV4MPEG2 W${size[0]} H${size[1]} F10:1 Ip A1:1 C420jpeg\n`), ...frames.flat()]));
}

/** The same picture as a PNG file. */
function png(text: string, size: [number, number], module: number): Buffer {
  const crcs = Array.from({ length: 256 }, (_, n) => Array.from({ length: 8 }).reduce<number>((c) => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n));
  const crc = (bytes: Buffer): number => ~bytes.reduce((c, byte) => (crcs[(c ^ byte) & 255] ?? 0) ^ (c >>> 8), -1) >>> 0;
  const chunk = (name: string, data: Buffer): Buffer => {
    const [head, foot, body] = [Buffer.alloc(4), Buffer.alloc(4), Buffer.concat([Buffer.from(name), data])];
    head.writeUInt32BE(data.length);
    foot.writeUInt32BE(crc(body));
    return Buffer.concat([head, body, foot]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size[0], 0);
  header.writeUInt32BE(size[1], 4);
  header[8] = 8;
  const grey = picture(text, size, module);
  const lines = Array.from({ length: size[1] }, (_, y) => Buffer.concat([Buffer.alloc(1), grey.subarray(y * size[0], (y + 1) * size[0])]));
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(Buffer.concat(lines))), chunk("IEND", Buffer.alloc(0))]);
}

/** A browser whose camera shows these codes one after another. */
async function withCamera(texts: string[], origin: string, use: (page: Page) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "kommunal-camera-"));
  film(join(folder, "code.y4m"), texts);
  const { launchOptions } = test.info().project.use;
  const args = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-video-capture=${join(folder, "code.y4m")}`];
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ ...launchOptions, args: [...(launchOptions?.args ?? []), ...args] });
    await use(await browser.newPage({ baseURL: origin, locale: "az-AZ", timezoneId: "Asia/Baku" }));
  } finally {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const issued = issuer();

test("the camera reads a certificate's code and lets go of the device", async ({ baseURL }) => {
  await withCamera([ADDRESS + sealed(issued)], baseURL ?? "", async (page) => {
    const desk = await Desk.at(page, "az", issued);
    await page.addInitScript(() => {
      const [all, devices] = [Object.assign(window, { streams: [] as MediaStream[] }).streams, navigator.mediaDevices];
      const ask = devices.getUserMedia.bind(devices);
      devices.getUserMedia = async (wanted) => {
        const stream = await ask(wanted);
        all.push(stream);
        return stream;
      };
    });
    const states = () =>
      page.evaluate(() => (window as unknown as { streams: MediaStream[] }).streams.flatMap((stream) => stream.getTracks().map((track) => track.readyState)));
    await desk.open();
    await page.getByRole("link", { name: desk.say("verify.scan") }).click();
    await desk.expectVerdict("good", "verify.good");
    expect(new URL(page.url()).pathname + new URL(page.url()).hash.slice(0, 4)).toBe("/verify#K1.");
    expect(await states()).toEqual(["ended"]);
    await page.goBack();
    await expect(page.locator("#title")).toHaveText(desk.say("verify.scan_title"));
  });
});

test("with the network off the camera still reads, when the page is open", async ({ baseURL }) => {
  await withCamera([ADDRESS + sealed(issued)], baseURL ?? "", async (page) => {
    const desk = await Desk.at(page, "az", issued);
    const decoder = page.waitForResponse(/decoder-\w+\.js/);
    await desk.open();
    await decoder;
    await expect(page.getByText(desk.say("verify.ready"))).toBeVisible();
    await desk.goOffline();
    await page.getByRole("link", { name: desk.say("verify.scan") }).click();
    await desk.expectVerdict("warn", "verify.local", "verify.local_offline");
  });
});

test("a code that is not a certificate's is said to be one, and the camera goes on looking", async ({ baseURL }) => {
  await withCamera(["https://example.com/menu", ADDRESS + sealed(issued)], baseURL ?? "", async (page) => {
    const desk = await Desk.at(page, "az", issued);
    await desk.open("/verify/scan");
    await desk.expectVerdict("good", "verify.good");
  });
  await withCamera(["https://example.com/menu"], baseURL ?? "", async (page) => {
    const desk = await Desk.at(page, "az", issued);
    await desk.open("/verify/scan");
    await expect(page.getByText(desk.say("verify.strange"))).toBeVisible();
  });
});

test("the browser's own detector is used where there is one, and nothing is fetched for it", async ({ baseURL }) => {
  await withCamera(["nothing"], baseURL ?? "", async (page) => {
    const desk = await Desk.at(page, "az", issued);
    const fetched: string[] = [];
    page.on("request", (request) => void (/decoder/.test(request.url()) && fetched.push(request.url())));
    await page.addInitScript((rawValue) => {
      class Detector {
        static getSupportedFormats = () => Promise.resolve(["qr_code"]);
        detect = () => Promise.resolve([{ rawValue }]);
      }
      Object.assign(window, { BarcodeDetector: Detector });
    }, ADDRESS + desk.text);
    await desk.open("/verify/scan");
    await desk.expectVerdict("good", "verify.good");
    expect(fetched).toEqual([]);
  });
});

for (const [name, key] of [["NotAllowedError", "verify.refused"], ["NotFoundError", "verify.missing"], ["NotReadableError", "verify.busy"]] as const) {
  test(`${name} is said plainly, and there is another way`, async ({ page }) => {
    const desk = await Desk.at(page, "az", issued);
    await page.addInitScript((error) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", error));
    }, name);
    await desk.open("/verify/scan");
    await expect(page.getByText(desk.say(key))).toBeVisible();
    await page.locator("#picture-file").setInputFiles({ name: "code.png", mimeType: "image/png", buffer: png(ADDRESS + desk.text, [1600, 1200], 6) });
    await desk.expectVerdict("good", "verify.good");
  });
}

test("a picture of the code does as well as the file, and one without a code is said to have none", async ({ page }) => {
  const desk = await Desk.at(page, "az", issued);
  await desk.open();
  await desk.give("code.png", png(ADDRESS + desk.text, [3000, 4000], 5), "image/png");
  await desk.expectVerdict("good", "verify.good");
  await desk.open();
  await desk.give("other.png", png("https://example.com/menu", [600, 600], 8), "image/png");
  await desk.expectVerdict("bad", "verify.not_ours", "verify.not_code");
  await desk.open();
  await desk.give("broken.png", Buffer.from("\x89PNG broken", "latin1"), "image/png");
  await desk.expectVerdict("warn", "verify.cannot", "verify.unreadable");
});
