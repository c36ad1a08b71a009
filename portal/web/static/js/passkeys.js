// Passkeys: asks the server what to sign, the browser for the answer, and sends it with the form.
// Forms carry data-passkey="create" or "get"; without WebAuthn (or HTTPS) they stay hidden and say why.
(function () {
  "use strict";

  const toBytes = function (text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (one) { return one.charCodeAt(0); });
  };
  const toText = function (buffer) {
    let plain = "";
    new Uint8Array(buffer).forEach(function (one) { plain += String.fromCharCode(one); });
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const readable = function (options) {
    options.challenge = toBytes(options.challenge);
    if (options.user) options.user.id = toBytes(options.user.id);
    ["excludeCredentials", "allowCredentials"].forEach(function (name) {
      (options[name] || []).forEach(function (one) { one.id = toBytes(one.id); });
    });
    return options;
  };
  const answerOf = function (credential) {
    const response = { clientDataJSON: toText(credential.response.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) response[name] = toText(credential.response[name]);
    });
    return JSON.stringify({
      id: credential.id, rawId: toText(credential.rawId), type: credential.type, response: response,
      clientExtensionResults: {},
    });
  };

  const askServer = function (form) {
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
    return fetch(form.dataset.passkeyOptions, { method: "POST", body: body, credentials: "same-origin" })
      .then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      });
  };
  const askBrowser = function (form, options) {
    const request = { publicKey: readable(options) };
    return form.dataset.passkey === "create" ? navigator.credentials.create(request) : navigator.credentials.get(request);
  };

  const bind = function (form) {
    const said = form.querySelector("[data-passkey-said]");
    const shown = form.querySelectorAll(".needs-passkey");
    if (!window.PublicKeyCredential || !window.isSecureContext) {
      said.textContent = form.dataset.passkeyMissing;
      return;
    }
    shown.forEach(function (one) { one.hidden = false; });
    form.addEventListener("submit", function (event) {
      if (form.elements.credential.value) return;
      event.preventDefault();
      const buttons = form.querySelectorAll("button");
      const enable = function (on) { buttons.forEach(function (one) { one.disabled = !on; }); };
      enable(false);
      said.textContent = form.dataset.passkeyWaiting;
      askServer(form)
        .then(function (options) { return askBrowser(form, options); })
        .then(function (credential) {
          form.elements.credential.value = answerOf(credential);
          enable(true);
          form.requestSubmit ? form.requestSubmit() : form.submit();
        })
        .catch(function () {
          enable(true);
          said.textContent = form.dataset.passkeyFailed;
        });
    });
  };

  document.querySelectorAll("form[data-passkey]").forEach(bind);
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
})();
