// Keeps the page of the door on the phone, so that it opens without a network. Whoever is logged out has nothing kept.
"use strict";

const KEPT = "door";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  event.respondWith(
    (async () => {
      try {
        const answer = await fetch(request);
        if (request.mode === "navigate") {
          // A page that is refused, or that leads to the log-in, is no longer this person's.
          if (answer.ok) await (await caches.open(KEPT)).put(request.url, answer.clone());
          else await caches.delete(KEPT);
        }
        return answer;
      } catch (problem) {
        const kept = await (await caches.open(KEPT)).match(request.url, { ignoreVary: true });
        if (kept) return kept;
        throw problem;
      }
    })(),
  );
});
