// A kiosk's keypad and the fields it writes into. It knows a field by what the browser says of it, never by its page:
// what is typed reaches the page's program as the browser's own `input` events. src/platform/kiosk.rs is its only caller.

const TEXTS = /^(text|tel|email|search|url|number|password)$/;
const NUMBERS = /^(numeric|tel|decimal)$/;

// The field that is written into; whether the visitor touches the screen or has a keyboard of their own.
let field, touching = true, pressing = false, written = false, tell = () => {}, shown = false;

const isField = (element) => element?.dataset?.keys !== undefined && !element.readOnly && !element.disabled;
const isSeen = (element) => element.getClientRects().length > 0;
const isLayers = (target) => target instanceof Element && target.closest(".keypad") !== null;

export function keypadWatch(act) {
  tell = act;
  const passive = { capture: true, passive: true };
  addEventListener("pointerdown", pressed, { capture: true });
  addEventListener("click", ({ target }) => touching && target === document.activeElement && isField(target) && entered(target), passive);
  addEventListener("keydown", (event) => event.isTrusted && ((touching = false), hide()), passive);
  for (const name of ["pointerup", "pointercancel", "blur"]) addEventListener(name, released, passive);
  addEventListener("focusin", (event) => entered(event.target), passive);
  addEventListener("focusout", left, passive);
}

// The keypad's keys never take the focus from the field.
function pressed(event) {
  touching = pressing = true;
  if (isLayers(event.target)) event.preventDefault();
}

function released() {
  pressing = false;
  clearTimeout(held);
}

function entered(target) {
  if (isLayers(target)) return;
  // A page may focus a field as soon as it has made it.
  if (target.parentElement) keypadPrepare(target.parentElement);
  const now = isField(target) ? target : undefined;
  if (field !== now) written = false;
  field = now;
  if (field && touching) show();
  else hideSoon();
}

// Not while a finger is down, and not before its click: what is pressed must not move away from under it.
function hideSoon() {
  setTimeout(() => (pressing ? hideSoon() : document.hasFocus() && (!field || document.activeElement !== field) && hide()), 120);
}

// A field tells its `change` when it is left, as after a keyboard: what a script writes makes none by itself.
function left({ target, relatedTarget }) {
  if (target !== field || isLayers(relatedTarget)) return;
  if (written) field.dispatchEvent(new Event("change", { bubbles: true }));
  written = false;
  hideSoon();
}

// A field that the page has taken away says nothing of it.
export const keypadCheck = () => field && !field.isConnected && ((field = undefined), hide());

function show() {
  const last = !nextControl();
  shown = true;
  tell(field.dataset.keys, field.tagName === "TEXTAREA" ? "line" : last ? "send" : "next");
}

export function hide() {
  if (!shown) return;
  shown = false;
  tell("", "");
}

// No system keypad beside ours, no memory of what was typed; a kind of field that knows no selection becomes one that does.
export function keypadPrepare(root) {
  for (const input of root.querySelectorAll("input, textarea, select")) {
    if (input.autocomplete !== "off") input.autocomplete = "off";
    if (input.dataset.keys !== undefined || !(input.tagName === "TEXTAREA" || (input.tagName === "INPUT" && TEXTS.test(input.type)))) continue;
    const kind = input.getAttribute("inputmode") || input.type;
    input.dataset.keys = kind === "decimal" ? "decimal" : NUMBERS.test(kind) || kind === "number" ? "digits" : kind === "email" ? "email" : "text";
    if (/^(email|number)$/.test(input.type)) input.type = "text";
    input.spellcheck = false;
    input.inputMode = "none";
  }
}

// -- keys
function write(kind, text, from, to) {
  const event = { inputType: kind, data: text || null, bubbles: true };
  if (!field.dispatchEvent(new InputEvent("beforeinput", { ...event, cancelable: true }))) return;
  field.setRangeText(text, from, to, "end");
  written = true;
  if (field.selectionEnd === field.value.length) field.scrollLeft = field.scrollWidth;
  field.dispatchEvent(new InputEvent("input", event));
}

export function keypadType(text) {
  if (!isField(field)) return;
  const { selectionStart: from, selectionEnd: to, maxLength, value } = field;
  if (maxLength >= 0 && value.length - (to - from) + text.length > maxLength) return;
  write("insertText", text, from, to);
}

// Held, it goes on.
let held;
export function keypadErase() {
  erase();
  const again = () => (erase(), (held = setTimeout(again, 80)));
  clearTimeout(held);
  held = setTimeout(again, 500);
}

function erase() {
  if (!isField(field)) return;
  const { selectionStart: from, selectionEnd: to, value } = field;
  const one = /[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(value.slice(0, from)) ? 2 : 1;
  if (to > 0) write("deleteContentBackward", "", from === to ? from - one : from, to);
}

// The control after the field in its form, whatever it is; none after the last.
function nextControl() {
  const controls = [...(field.form?.elements ?? [])].filter((control) => /^(INPUT|SELECT|TEXTAREA)$/.test(control.tagName));
  return controls.slice(controls.indexOf(field) + 1).find((control) => isSeen(control) && !control.disabled && !control.readOnly);
}

// Enter: a new line, the next control, or the form is sent.
export function keypadEnter() {
  if (!isField(field)) return;
  if (field.tagName === "TEXTAREA") return keypadType("\n");
  const next = nextControl();
  if (next) return next.focus();
  const { form } = field;
  field.blur();
  form?.requestSubmit();
}

// The room the layer takes at the bottom is kept free below the page, and the field that is typed into is seen above it.
let dock, watching;
export function keypadRoom() {
  const now = document.querySelector(".kiosk-dock");
  if (!now || now === dock) return;
  dock = now;
  watching?.disconnect();
  watching = new ResizeObserver(() => {
    document.documentElement.style.setProperty("--kiosk-room", `${dock.offsetHeight}px`);
    if (shown) field?.scrollIntoView({ block: "nearest" });
  });
  watching.observe(dock);
}
