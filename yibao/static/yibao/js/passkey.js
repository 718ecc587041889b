/* Passkeys: a form with data-passkey="get" or "create" shows itself where the browser knows them,
 * asks the server what to sign, and sends the answer as an ordinary form. Without this script, or
 * in an old browser, the form stays hidden and the other ways remain. */
(function () {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials || !window.fetch) { return; }

  function bytes(text) {
    var raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, function (char) { return char.charCodeAt(0); });
  }
  function text(buffer) {
    var raw = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function ids(list) {
    return (list || []).map(function (one) { return { type: one.type, id: bytes(one.id) }; });
  }
  function readable(options) {
    options.challenge = bytes(options.challenge);
    if (options.user) { options.user.id = bytes(options.user.id); }
    options.excludeCredentials = ids(options.excludeCredentials);
    options.allowCredentials = ids(options.allowCredentials);
    return options;
  }
  function plain(made) {
    var response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(
      function (name) { if (made.response[name]) { response[name] = text(made.response[name]); } }
    );
    return { id: made.id, rawId: text(made.rawId), type: made.type, response: response,
      clientExtensionResults: {} };
  }
  function say(form, words) {
    var line = form.querySelector("[data-passkey-said]");
    if (line) { line.textContent = words; }
  }

  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    var busy = false;
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      var box = form.elements.credential;
      if (box.value) { return; }
      event.preventDefault();
      if (busy) { return; }
      busy = true;
      say(form, "请在手机上按提示验证。");
      fetch(form.getAttribute("data-options"), {
        method: "POST",
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        credentials: "same-origin"
      }).then(function (answer) {
        if (!answer.ok) { throw new Error("refused"); }
        return answer.json();
      }).then(function (found) {
        var asked = { publicKey: readable(found.publicKey) };
        return navigator.credentials[form.getAttribute("data-passkey")](asked);
      }).then(function (made) {
        box.value = JSON.stringify(plain(made));
        form.submit();
      }).catch(function () {
        busy = false;
        say(form, "这次没有完成，可以再试，也可以用别的办法。");
      });
    });
  });
})();
