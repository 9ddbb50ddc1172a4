// The value beside a slider moves along with it. Without this script the server writes the same.
"use strict";
document.addEventListener("input", (event) => {
  const slider = event.target;
  if (slider.type !== "range") return;
  const output = document.querySelector(`[data-slider="${slider.id}"]`);
  if (!output) return;
  const value = Number(slider.value);
  const words = value.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  output.textContent = (slider.min < 0 && value > 0 ? "+" : "") + words.replace("-", "−") + (slider.min < 0 ? "" : " %");
});
