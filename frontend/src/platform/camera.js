// The camera, pictures and files: what is read from them. The pictures stay in this page's memory.
const FILE_BYTES_MAX = 10e6;
const PICTURE_BYTES_MAX = 30e6;
// Sides that a chosen picture is tried at, in pixels: a photograph of a whole page needs the larger.
const SIDES = [900, 1600, 500];
const FRAME_SIDE_MAX = 900;
const PAUSE_MS = 120;

// -- reading a code: the browser's own way where it has one, else a file that only this fetches, once.
let reader;
export const prepare = () => (reader ??= makeReader().catch(() => ((reader = undefined), undefined)));
async function makeReader() {
  if ((await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []))?.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (canvas) => (await detector.detect(canvas))[0]?.rawValue;
  }
  const { default: decode } = await import(JSON.parse(document.getElementById("assets").textContent).decoder);
  return async (canvas) => decode(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height), { timeLimit: 60 });
}

async function read(canvas) {
  const text = await (await prepare())?.(canvas).catch(() => "");
  return text ?? "";
}

const canvas = document.createElement("canvas");
function draw(source, [x, y, width, height], side) {
  const scale = Math.min(1, side / Math.max(width, height));
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// -- camera. `turn` tells a stream that came too late, after the screen was left, from the one that is wanted.
let stream, turn = 0;
export async function open(id) {
  close();
  const mine = turn;
  if (!navigator.mediaDevices?.getUserMedia) return "NotSupported";
  try {
    const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
    const [got, decoder] = await Promise.all([navigator.mediaDevices.getUserMedia({ video: wanted }), prepare()]);
    const video = document.getElementById(id);
    if (mine !== turn || !video || !decoder) {
      got.getTracks().forEach((track) => track.stop());
      return decoder ? "" : "NoDecoder";
    }
    stream = got;
    video.srcObject = got;
    await video.play().catch(() => {});
    return got.getVideoTracks()[0].getCapabilities?.().torch ? "torch" : "open";
  } catch (error) {
    return mine === turn ? error.name : "";
  }
}

// The next text that is not `known`; nothing when the camera is closed, false when it was taken away.
export async function next(id, known) {
  const mine = turn;
  for (;;) {
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    const video = document.getElementById(id);
    if (mine !== turn || !video) return "";
    if (!stream?.active) return false;
    if (video.srcObject !== stream) {
      video.srcObject = stream; // the screen was made anew
      await video.play().catch(() => {});
    }
    const { videoWidth: width, videoHeight: height } = video;
    if (!width || document.hidden) continue;
    // What the screen shows: the middle square.
    const side = Math.min(width, height);
    const text = await read(draw(video, [(width - side) / 2, (height - side) / 2, side, side], FRAME_SIDE_MAX));
    if (text && text !== known && mine === turn) return text;
  }
}

export async function light(on) {
  await stream?.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] }).catch(() => {});
}

export function close() {
  turn += 1;
  stream?.getTracks().forEach((track) => track.stop());
  stream = undefined;
}

// -- a chosen file: ["bytes", …], ["text", what a picture's code says or nothing], or why not.
export async function chosen(id) {
  const input = document.getElementById(id);
  const file = input?.files[0];
  if (!file) return ["none"];
  try {
    const picture = file.type.startsWith("image/");
    if (file.size > (picture ? PICTURE_BYTES_MAX : FILE_BYTES_MAX)) return ["large"];
    if (!picture) return ["bytes", new Uint8Array(await file.arrayBuffer())];
    return ["text", await pictured(await createImageBitmap(file))];
  } catch {
    return ["unreadable"];
  } finally {
    input.value = ""; // the same file may be chosen again
  }
}

async function pictured(bitmap) {
  if (!(await prepare())) throw new Error("no decoder");
  for (const side of SIDES) {
    const text = await read(draw(bitmap, [0, 0, bitmap.width, bitmap.height], side));
    if (text) return text;
  }
  return "";
}
