/* On the kept page: where there is a network, it is the site that does not answer. */
(function () {
  "use strict";
  var site = document.querySelector("[data-site]");
  if (!site || !navigator.onLine || location.pathname === site.dataset.here) { return; }
  document.querySelector("[data-network]").hidden = true;
  site.hidden = false;
  document.querySelector("h1").textContent = site.dataset.site;
  document.title = site.dataset.site + document.title.slice(document.title.lastIndexOf(" - "));
}());
