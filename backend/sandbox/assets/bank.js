// Comfort only: the page works without this file. Groups the digits, names the scheme, moves on to errors, sends once.
"use strict";
{
  const electron = ["4026", "417500", "4405", "4508", "4844", "4913", "4917"];
  const brandOf = (digits) => {
    const two = Number(digits.slice(0, 2));
    const four = digits.length >= 4 ? Number(digits.slice(0, 4)) : 0;
    if (electron.some((start) => digits.startsWith(start))) return "Visa Electron";
    if (digits.startsWith("4")) return "Visa";
    if (digits.length >= 2 && ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720))) return "Mastercard";
    if (digits.startsWith("6") || two === 50 || (two >= 56 && two <= 58)) return "Maestro";
    return "";
  };
  const number = document.getElementById("number");
  const brand = document.getElementById("brand");
  const name = () => {
    brand.value = brandOf(number.value.replace(/\D/g, ""));
  };
  if (number && brand) {
    name();
    number.addEventListener("input", () => {
      name();
      // Regroup only while typing at the end, so that a correction in the middle keeps its place.
      if (number.selectionStart === number.value.length && /^[\d ]*$/.test(number.value)) {
        number.value = number.value.replace(/\D/g, "").replace(/(\d{4})(?=\d)/g, "$1 ");
      }
    });
  }
  const expiry = document.getElementById("expiry");
  expiry?.addEventListener("input", (event) => {
    if (event.inputType !== "deleteContentBackward" && /^\d{2}$/.test(expiry.value)) expiry.value += "/";
    if (/^\d{4}$/.test(expiry.value)) expiry.value = `${expiry.value.slice(0, 2)}/${expiry.value.slice(2)}`;
  });
  document.getElementById("problems")?.focus();
  // A second press while the first is on its way does nothing; a return by Back makes the form usable again.
  const form = document.querySelector("form");
  let sent = false;
  form?.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  addEventListener("pageshow", () => {
    sent = false;
  });
}
