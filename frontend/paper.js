// A receipt on a roll of 80 mm: a roll has no pages, it is cut after what is printed. `auto` is no length of a page, so
// before printing the page is laid out as on the roll, tells how long that is, and gives a sheet of that size, for narrow
// paper only: A4 and Letter keep theirs. A printer needs nothing but to be chosen with its 80 mm paper. (A kiosk's layer
// does the same for its own styles: src/platform/kiosk.js.) Fetched when the page is idle, with versions.js.
const MM = 96 / 25.4;
const ROLL_MM = 80;
const MARGIN_MM = 3;
// Lines break a little otherwise in a printer's own letters.
const SPARE_MM = 4;

// The media of what is meant for paper, wherever it stands.
const media = (rules) => [...rules].flatMap((rule) => (rule.media?.mediaText.startsWith("print") ? [rule.media] : rule.cssRules ? media(rule.cssRules) : []));

function lengthMm() {
  const { body } = document;
  const printed = [...document.styleSheets].flatMap((sheet) => media(sheet.cssRules)).map((one) => [one, one.mediaText]);
  for (const [one] of printed) one.mediaText = "all";
  body.style.width = `${ROLL_MM - 2 * MARGIN_MM}mm`;
  const long = body.getBoundingClientRect().height / MM;
  body.style.removeProperty("width");
  for (const [one, text] of printed) one.mediaText = text;
  return Math.ceil(long) + 2 * MARGIN_MM + SPARE_MM;
}

// A browser without sheets of this kind prints on the paper it knows.
try {
  const paper = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, paper];
  addEventListener("beforeprint", () => paper.replaceSync(`@media (max-width: 90mm) { @page { size: ${ROLL_MM}mm ${lengthMm()}mm; margin: ${MARGIN_MM}mm } }`));
} catch {}
