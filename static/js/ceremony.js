// The countdown of a draw, second by second, by the server's clock. Without it the page says how long it takes.
"use strict";

(() => {
  const two = (number) => String(number).padStart(2, "0");
  const clock = (seconds) =>
    [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");

  let ahead = null;
  const tick = () => {
    const shown = document.querySelector("[data-countdown]");
    if (!shown) return;
    const seconds = Math.max(Math.round((Date.parse(shown.dataset.countdown) - Date.now() - ahead) / 1000), 0);
    // Days are told by the server in words; the clock takes over on the last day.
    if (seconds < 86400) shown.textContent = clock(seconds);
  };
  const align = () => {
    const shown = document.querySelector("[data-countdown]");
    if (shown && ahead === null) ahead = Date.parse(shown.dataset.now) - Date.now();
    tick();
  };
  document.addEventListener("htmx:afterSettle", align);
  align();
  window.setInterval(tick, 500);
})();
