/* Small comforts; every page works without them.
 * 1. A form is sent once: the pressed button says what is going on (data-busy) and waits.
 * 2. A button with data-print prints the page.
 * 3. Going back to a page that answered a form asks for the page again, not for the form.
 * 4. A link with data-back goes to the page one came from, when that page is ours.
 * 5. Where somebody chose a way out, a page that goes on by itself (code.js, facewait.js) stays
 *    out of it: on a slow network its own going on would take the place of what was tapped. */
(function () {
  "use strict";

  var LEAVING_MS = 10 * 1000; // a tap that led nowhere (a phone number, a lost network) is forgotten
  var left = 0;
  window.yibao = { isLeaving: function () { return Date.now() - left < LEAVING_MS; } };

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.target === "_blank" || event.defaultPrevented) { return; }
    if (form.getAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "1");
    left = Date.now();
    var button = event.submitter || form.querySelector("button:not([type=button])");
    if (!button || !button.classList.contains("weui-btn")) { return; }
    // Not "disabled": that would drop the button's own name and value from the request.
    button.setAttribute("aria-disabled", "true");
    button.setAttribute("data-words", button.textContent);
    button.textContent = button.getAttribute("data-busy") || "正在提交，请稍等";
  });

  // The browser's own buttons and a bookmark are a way out too.
  window.addEventListener("beforeunload", function () { left = Date.now(); });

  // The entry of this page becomes one that was asked for: what was typed is not sent twice, and
  // a browser that may not store the answer does not end on "confirm form resubmission".
  if (history.replaceState) { history.replaceState(history.state, ""); }

  // A page that comes back from the browser's memory must be usable again.
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) { return; }
    left = 0;
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      form.removeAttribute("data-sent");
    });
    document.querySelectorAll("[data-words]").forEach(function (button) {
      button.textContent = button.getAttribute("data-words");
      button.removeAttribute("data-words");
      button.removeAttribute("aria-disabled");
    });
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("a[href]") : null;
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    if (link.protocol === location.protocol && link.target !== "_blank") { left = Date.now(); }
    if (!link.hasAttribute("data-back") || history.length < 2) { return; }
    var from = document.referrer;
    if (from.indexOf(location.origin + "/") !== 0 || from === location.href) { return; }
    event.preventDefault();
    history.back();
  });
})();
