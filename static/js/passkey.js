// Passkeys. A form with data-passkey asks the browser for one when it is sent:
//   create  makes a passkey from the form's data-options
//   get     uses one of the account's passkeys, from data-options
//   login   fetches fresh options from the form's own address, then uses any passkey of this site
// The answer goes into the field `credential`. Without JavaScript these forms stay hidden.
"use strict";

(function () {
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const toText = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  const known = (list) => (list || []).map((item) => ({ ...item, id: toBytes(item.id) }));

  async function create(options) {
    const key = options.publicKey;
    const made = await navigator.credentials.create({
      publicKey: {
        ...key,
        challenge: toBytes(key.challenge),
        user: { ...key.user, id: toBytes(key.user.id) },
        excludeCredentials: known(key.excludeCredentials),
      },
    });
    return describe(made, {
      attestationObject: toText(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    });
  }

  async function get(options) {
    const key = options.publicKey;
    const used = await navigator.credentials.get({
      publicKey: { ...key, challenge: toBytes(key.challenge), allowCredentials: known(key.allowCredentials) },
    });
    return describe(used, {
      authenticatorData: toText(used.response.authenticatorData),
      signature: toText(used.response.signature),
      userHandle: used.response.userHandle ? toText(used.response.userHandle) : null,
    });
  }

  function describe(credential, response) {
    return {
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment || null,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
    };
  }

  async function ask(form) {
    if (form.dataset.passkey === "create") return create(JSON.parse(form.dataset.options));
    if (form.dataset.passkey === "get") return get(JSON.parse(form.dataset.options));
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return get((await answer.json()).request_options);
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const problem = form.querySelector("[data-passkey-error]");
    form.hidden = false;
    for (const button of form.querySelectorAll("[data-passkey-button]")) button.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      problem.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await ask(form));
        form.submit();
      } catch (_error) {
        problem.hidden = false; // cancelled, timed out, or no passkey here: the page says what to do
      }
    });
  }
})();
