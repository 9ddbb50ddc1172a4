// What makes pages better with JavaScript; every page works without.
"use strict";

(() => {
  // A form is sent once: a second press within a few seconds does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button) button.setAttribute("aria-disabled", "true");
    window.setTimeout(() => release(form, button), 5000);
  });

  const release = (form, button) => {
    delete form.dataset.sent;
    if (button) button.removeAttribute("aria-disabled");
  };

  // Back from the next page: the form can be sent again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      release(form, form.querySelector("[aria-disabled]"));
    });
  });

  // Errors take the focus, also after htmx has put them on the page.
  const focusErrors = (root) => {
    const summary = root.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  };
  document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.target));
  focusErrors(document);

  // data-copy="text": put it on the clipboard and say so. data-print: print. data-share: the phone's own sharing.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-print], [data-share]");
    if (!button) return;
    if ("print" in button.dataset) window.print();
    if ("share" in button.dataset) {
      navigator.share({ title: document.title, url: button.dataset.share || location.href }).catch(() => {});
    }
    if ("copy" in button.dataset) {
      navigator.clipboard.writeText(button.dataset.copy).then(() => {
        if (button.dataset.done) button.textContent = button.dataset.done;
      });
    }
  });

  // Buttons that only work here are hidden until now.
  document.querySelectorAll("[data-print], [data-copy]").forEach((button) => { button.hidden = false; });
  if (navigator.share) document.querySelectorAll("[data-share]").forEach((button) => { button.hidden = false; });
})();
