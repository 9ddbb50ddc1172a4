// The door goes on without a network: every scan is kept on the phone under a number of its own until the server has it.
"use strict";

(() => {
  const door = document.querySelector("[data-door]");
  if (!door) return;
  const prefix = `door:${door.dataset.door}:`;
  const word = door.querySelector("[data-word]");
  const state = door.querySelector("[data-state]");
  const inside = door.querySelector("[data-inside]");
  const typed = door.querySelector("#id_code");
  const token = door.querySelector("[name=csrfmiddlewaretoken]").value;
  const MOST = 100;

  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const device = () => {
    const known = localStorage.getItem("door-device") || random();
    localStorage.setItem("door-device", known);
    return known;
  };

  // One entry a scan, so that two windows on one phone never write over each other.
  const waiting = () =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .map((key) => JSON.parse(localStorage.getItem(key)))
      .sort((one, other) => one.at.localeCompare(other.at));

  const say = (text, odd) => {
    word.textContent = text;
    word.classList.toggle("is-odd", Boolean(odd));
    word.hidden = false;
  };
  const tell = (text) => {
    const number = waiting().length;
    state.textContent = text || (number ? door.dataset.waits.replace("{number}", number) : door.dataset.sent);
    state.hidden = false;
  };

  // As the server reads a code: the last part of an address, O is 0, I and L are 1.
  const tidy = (code) => {
    const last = code.trim().replace(/\/+$/, "").split("/").pop().toUpperCase();
    return last.replace(/O/g, "0").replace(/[IL]/g, "1").replace(/[^0-9A-Z]/g, "");
  };
  const rowOf = (code) =>
    [...door.querySelectorAll("[data-code]")].find((row) => tidy(row.dataset.code) === tidy(code));
  const isIn = (row) => !row.querySelector("[data-mark]").hidden;
  const mark = (row) => {
    row.querySelector("[data-mark]").hidden = false;
    const form = row.querySelector("[data-scan]");
    if (form) form.hidden = true;
  };

  const scan = (code) => {
    const one = { nonce: random(), code: code.slice(0, 300), device: device(), at: new Date().toISOString() };
    localStorage.setItem(prefix + one.nonce, JSON.stringify(one));
    const row = rowOf(code);
    if (!row) return say(door.dataset.unknown, true);
    const words = isIn(row) ? door.dataset.again : door.dataset.in;
    say(words.replace("{name}", row.dataset.name), isIn(row));
    if (!isIn(row)) inside.textContent = Number(inside.textContent) + 1;
    return mark(row);
  };

  let busy = false;
  const send = async () => {
    const parcel = waiting().slice(0, MOST);
    if (busy || !parcel.length) return;
    busy = true;
    try {
      const answer = await fetch(door.dataset.sync, {
        method: "POST",
        redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ scans: parcel }),
      });
      if (!answer.ok) return tell(answer.status === 422 ? (await answer.json()).problem : door.dataset.login);
      const told = await answer.json();
      told.answers.forEach((one) => {
        localStorage.removeItem(prefix + one.nonce);
        if (one.outcome !== "in" && one.outcome !== "again") say(one.words, true);
      });
      inside.textContent = told.inside;
      tell();
    } catch {
      // No network: what waits stays, and goes with the next try.
      return tell();
    } finally {
      busy = false;
    }
    return send();
  };

  door.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-scan]");
    if (!form) return;
    const code = form.elements.code.value;
    if (!code.trim()) {
      event.preventDefault();
      event.stopPropagation();
      say(door.dataset.empty, true);
      return;
    }
    try {
      scan(code);
    } catch {
      // The phone keeps nothing (a private window): the form goes to the server as without this script.
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (form.contains(typed)) {
      typed.value = "";
      typed.focus();
    }
    send();
  });

  // A camera that reads QR codes, where the browser has one. A code that stays in sight counts once.
  const look = door.querySelector("[data-look]");
  const video = door.querySelector("[data-video]");
  if ("BarcodeDetector" in window && navigator.mediaDevices) look.hidden = false;
  look.addEventListener("click", async () => {
    try {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.hidden = false;
      await video.play();
      let last = "";
      window.setInterval(async () => {
        const [found] = await detector.detect(video).catch(() => []);
        if (!found || found.rawValue === last) return;
        last = found.rawValue;
        scan(last);
        send();
      }, 300);
    } catch {
      say(door.dataset.camera, true);
    }
  });

  // The page itself is kept too, until the meeting is over: a phone may throw it away and open it again offline.
  const keepPage = async () => {
    const files = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.href || one.src);
    await navigator.serviceWorker.register(door.dataset.worker);
    await (await caches.open("door")).addAll([location.href, ...files]);
  };
  if ("over" in door.dataset) {
    if (!waiting().length && "caches" in window) caches.delete("door");
  } else if ("serviceWorker" in navigator && "caches" in window) {
    keepPage().catch(() => {});
  }

  window.addEventListener("online", send);
  window.setInterval(send, 15000);
  if (waiting().length) {
    waiting().forEach((one) => {
      const row = rowOf(one.code);
      if (row) mark(row);
    });
    tell();
    send();
  }
})();
