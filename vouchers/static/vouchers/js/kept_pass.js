/* On the page without a network: the pass that its owner kept on this phone, until it ends. */
"use strict";
(function () {
  var NAME = "yibao-offline-pass", DRAWN = "http://www.w3.org/2000/svg";
  var place = document.querySelector("[data-kept-pass]"), kept = null;
  try { kept = JSON.parse(localStorage.getItem(NAME)); } catch (broken) { return; }
  if (!place || !kept) { return; }
  if (!(kept.expires > Date.now())) { localStorage.removeItem(NAME); return; }
  var picture = document.createElementNS(DRAWN, "svg"), path = document.createElementNS(DRAWN, "path");
  picture.setAttribute("viewBox", kept.box);
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", "断网码二维码");
  path.setAttribute("d", kept.path);
  picture.appendChild(path);
  place.querySelector("[data-picture]").appendChild(picture);
  ["name", "until", "limit", "ref"].forEach(function (word) {
    place.querySelector("[data-" + word + "]").textContent = kept[word];
  });
  place.hidden = false;
}());
