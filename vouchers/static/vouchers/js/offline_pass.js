/* Keeps the pass of this phone for the page without a network; forgets it when it is taken back. */
"use strict";
(function () {
  var NAME = "yibao-offline-pass";
  var card = document.getElementById("offline-pass");
  var picture = card.querySelector("svg");
  var kept = { box: picture.getAttribute("viewBox"), path: picture.querySelector("path").getAttribute("d"), name: card.dataset.name, until: card.dataset.until, limit: card.dataset.limit, ref: card.dataset.ref, expires: Number(card.dataset.expires) };
  try { localStorage.setItem(NAME, JSON.stringify(kept)); } catch (full) { return; }
  document.querySelector("[data-kept]").hidden = false;
  document.querySelector("[data-forget]").addEventListener("click", function () { localStorage.removeItem(NAME); });
}());
