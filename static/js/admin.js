// Gives the searchable choices of the admin (select2) the name of their field: without it a screen
// reader hears an unnamed box.
"use strict";

(function () {
  function name(box) {
    const select = box.parentElement && box.parentElement.querySelector("select");
    const label = select && select.labels[0];
    if (!label) return;
    label.id = label.id || `${select.id}_label`;
    const value = box.querySelector(".select2-selection__rendered");
    const choice = box.querySelector("[role=combobox]");
    if (value) value.setAttribute("aria-labelledby", label.id);
    if (choice) choice.setAttribute("aria-labelledby", value ? `${label.id} ${value.id}` : label.id);
  }

  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node.nodeType === Node.ELEMENT_NODE && node.classList.contains("select2-container")) name(node);
      }
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
