// The value beside a slider moves along with it. Without this script the server writes the same.
"use strict";
document.addEventListener("input", (event) => {
  const slider = event.target;
  if (slider.type !== "range") return;
  const output = document.querySelector(`[data-slider="${slider.id}"]`);
  if (!output) return;
  const value = Number(slider.value);
  // A slider says its decimals and unit; without them it is a percentage, or points around zero.
  const decimals = Number(slider.dataset.decimals ?? 1);
  const isPoints = slider.dataset.unit === undefined && slider.min < 0;
  const unit = slider.dataset.unit ?? (isPoints ? "" : "%");
  const words = value.toLocaleString(document.documentElement.lang, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  output.textContent = (isPoints && value > 0 ? "+" : "") + words.replace("-", "−") + (unit && `\u00a0${unit}`);
});
