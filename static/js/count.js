// Fetches the live number at the pace the server sets; the page is complete without it.
for (const box of document.querySelectorAll("[data-count]")) {
  const number = box.querySelector("[data-count-number]");
  const bar = box.querySelector("[data-count-bar]");
  const format = new Intl.NumberFormat(document.documentElement.lang);
  let wait = Number(box.dataset.poll) * 1000;

  const ask = async () => {
    if (!document.hidden) {
      try {
        const answer = await (await fetch(box.dataset.count)).json();
        number.textContent = format.format(answer.number);
        bar.value = answer.percent;
        wait = answer.poll * 1000;
      } catch {
        wait = Math.min(wait * 2, 120000);
      }
    }
    setTimeout(ask, wait);
  };
  setTimeout(ask, wait);
}
