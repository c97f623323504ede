// What the forms of those who have signed in need: a file chosen, sent with its progress told; a dialogue that holds the
// focus. src/platform/form.rs is its only caller.

const chosen = (id) => document.getElementById(id)?.files?.[0];
export const fileName = (id) => chosen(id)?.name ?? "";
export const fileSize = (id) => chosen(id)?.size ?? 0;
// Nothing when it cannot be read: it was moved since, or lies on a disk that is gone.
export const fileHead = async (id) => {
  try {
    return new Uint8Array(await chosen(id).slice(0, 16).arrayBuffer());
  } catch {
    return new Uint8Array();
  }
};

// Status and text of the answer; status 0: none came. fetch tells no progress of what is sent.
export const fileSend = (id, path, headers, tell) =>
  new Promise((done) => {
    const request = new XMLHttpRequest();
    const lost = () => done(["0", ""]);
    request.open("POST", path);
    request.setRequestHeader("content-type", "application/octet-stream");
    for (let i = 0; i < headers.length; i += 2) request.setRequestHeader(headers[i], headers[i + 1]);
    // A slow line is not a lost one: five megabytes take a quarter of an hour over 2G. Given up when nothing moves; what
    // the device has taken off our hands may still be on its way for long.
    let timer;
    const wait = (ms) => (clearTimeout(timer), (timer = setTimeout(() => request.abort(), ms)));
    wait(120000);
    request.upload.onprogress = (event) => (wait(120000), tell(event.total ? Math.round((100 * event.loaded) / event.total) : 0));
    request.upload.onload = () => wait(600000);
    request.onloadend = () => clearTimeout(timer);
    request.onload = () => done([String(request.status), request.responseText]);
    request.onerror = request.onabort = lost;
    const file = chosen(id);
    file ? request.send(file) : lost();
  });
// Choosing the same file again is a change then, too.
export function fileForget(id) {
  const input = document.getElementById(id);
  if (input) input.value = "";
}

export function dialogOpen(id) {
  requestAnimationFrame(() => {
    const dialog = document.getElementById(id);
    if (dialog && !dialog.open) dialog.showModal();
  });
}
