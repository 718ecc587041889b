/* While another phone does the face check: the page is asked for again when that gets on, and goes
 * on by itself when it is done. Without this file the buttons of the card do the same. */
(function () {
  "use strict";
  var card = document.querySelector("[data-face-wait]");
  if (!card || !window.fetch) { return; }
  var state = card.getAttribute("data-state");
  var button = card.querySelector("[name=fetch]");
  var SECONDS = 2;

  function isLeaving() { return Boolean(window.yibao && window.yibao.isLeaving()); }
  function again() { setTimeout(ask, SECONDS * 1000); }
  function ask() {
    if (document.visibilityState === "hidden" || isLeaving()) { again(); return; }
    fetch(card.getAttribute("data-face-wait"), { cache: "no-store" }).then(function (answer) {
      if (!answer.ok) { return; }
      return answer.json().then(function (said) {
        if (isLeaving()) { again(); return; }
        // Asked for anew, not reloaded: this page may be the answer to a form.
        if (said.state !== state) { location.replace(location.pathname + location.search); } else { again(); }
      });
    }).catch(again);
  }

  var isRefused = document.querySelector(".yb-errors");
  if (state === "passed") { if (button && !isRefused) { button.click(); } } else if (state !== "ended") { again(); }
})();
