/* The code page, kept fresh (P20, P21). Without this file the page shows the end time and a button.
 *
 * #code-card   data-expires, data-now (ms, server clock), data-life (s); replaced whole on renewal
 * #code-form   the button's own form; renewal posts it with X-Requested-With: fetch
 * [data-status-url]  asked every second: {"state", "url"}; url is empty until there is a page to go to
 *
 * The countdown follows the server's clock by wall time, so a phone that slept shows no dead code.
 */
(function () {
  "use strict";

  var REFRESH_AT = 0.25;       // renew when a quarter of the life is left
  var IDLE_MS = 5 * 60 * 1000; // nobody touched the phone: stop renewing, the check is over anyway
  var form = document.getElementById("code-form");
  var live = document.getElementById("code-live");
  var offset = 0, touched = Date.now(), busy = false, asking = false, retryAt = 0, ended = false, awake = null;

  function card() { return document.getElementById("code-card"); }
  function number(name) { return Number(card().getAttribute("data-" + name)) || 0; }
  function say(words) { if (live && live.textContent !== words) { live.textContent = words; } }
  function shown() { return document.visibilityState !== "hidden"; }

  // The server wrote its time when it began to answer; what passed since then is added.
  function setClock(sinceAnswer) { offset = number("now") + sinceAnswer - Date.now(); }
  function pageAge() {
    var entry = performance.getEntriesByType && performance.getEntriesByType("navigation")[0];
    return entry ? Math.max(0, performance.now() - entry.responseStart) : 0;
  }
  function left() { return number("expires") - (Date.now() + offset); }

  function only(word) {
    card().querySelectorAll("[data-when]").forEach(function (part) {
      part.hidden = part.getAttribute("data-when") !== word;
    });
    card().setAttribute("data-state", word || "shown");
  }
  function hideCode(word) {
    var code = card().querySelector("[data-live]");
    if (code) { code.remove(); }
    only(word);
  }

  function draw(ms) {
    var seconds = Math.max(0, Math.ceil(ms / 1000));
    var words = card().querySelector("[data-left]");
    var bar = card().querySelector("[data-life-bar]");
    if (words) { words.textContent = seconds; }
    if (bar) { bar.value = seconds; }
  }

  function replace(html) {
    var fresh = new DOMParser().parseFromString(html, "text/html").getElementById("code-card");
    if (!fresh) { return false; }
    card().replaceWith(document.importNode(fresh, true));
    setClock(0);
    say(""); // the same words twice are only spoken when they came anew
    setTimeout(function () { say("已换新码"); }, 100);
    return true;
  }

  function renew() {
    if (busy || !form || Date.now() < retryAt) { return; }
    busy = true;
    fetch(form.action || location.href, {
      method: "POST", body: new FormData(form), credentials: "same-origin",
      headers: { "X-Requested-With": "fetch" }
    }).then(function (answer) {
      if (answer.redirected) { go(answer.url); return null; }
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(function (html) {
      if (html !== null && !replace(html)) { location.reload(); }
    }).catch(function () {
      retryAt = Date.now() + 3000;
    }).then(function () { busy = false; });
  }

  function go(address) {
    var target = new URL(address, location.href);
    if (target.origin !== location.origin) { return; }
    if (window.yibao && window.yibao.isLeaving()) { return; } // what was tapped goes first
    ended = true;
    location.assign(target.href);
  }

  function ask() {
    var watched = document.querySelector("[data-status-url]");
    if (!watched || asking || busy || !navigator.onLine) { return; }
    asking = true;
    fetch(watched.getAttribute("data-status-url"), {
      credentials: "same-origin", cache: "no-store", headers: { "Accept": "application/json" }
    }).then(function (answer) {
      return answer.ok && !answer.redirected ? answer.json() : null;
    }).then(function (status) {
      if (!status || !status.url || status.state === watched.getAttribute("data-state")) { return; }
      if (card()) { say(status.state === "stopped" ? "医保码现在不能用" : "已被扫码"); }
      go(status.url);
    }).catch(function () { /* offline for a moment: the next second asks again */ })
      .then(function () { asking = false; });
  }

  function tick() {
    if (ended || !shown()) { return; }
    ask();
    if (!card()) { return; }
    var ms = left(), has = card().querySelector("[data-live]");
    var idle = Date.now() - touched > IDLE_MS;
    if (has && ms > 0) {
      draw(ms);
      only(navigator.onLine ? "" : "weak");
    } else if (has || card().getAttribute("data-state") !== "waiting") {
      hideCode(navigator.onLine ? (idle ? "idle" : "expired") : "offline");
    }
    if (idle) { sleep(); }
    if (!navigator.onLine) { say("现在没有网络"); return; }
    if (!idle && ms <= number("life") * 1000 * REFRESH_AT) { renew(); }
  }

  // A lit screen helps the scanner; a phone that refuses is no problem. A hidden page loses the
  // lock by itself, an idle one gives it back.
  function keepAwake() {
    if (!card() || !navigator.wakeLock || !shown() || awake) { return; }
    navigator.wakeLock.request("screen").then(function (lock) {
      awake = lock;
      lock.addEventListener("release", function () { awake = null; });
    }).catch(function () { /* low battery, old phone */ });
  }
  function sleep() { if (awake) { awake.release(); } }

  if (card()) {
    setClock(pageAge());
    if (!card().querySelector("[data-live]")) { only("waiting"); }
  }
  if (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      touched = Date.now();
      retryAt = 0;
      keepAwake();
      renew();
    });
  }
  ["pointerdown", "keydown", "scroll"].forEach(function (kind) {
    document.addEventListener(kind, function () { touched = Date.now(); }, { passive: true });
  });
  document.addEventListener("visibilitychange", function () { keepAwake(); tick(); });
  window.addEventListener("online", function () { retryAt = 0; tick(); });
  window.addEventListener("offline", tick);
  window.addEventListener("pageshow", function (event) { if (event.persisted) { location.reload(); } });
  keepAwake();
  tick();
  setInterval(tick, 1000);
})();
