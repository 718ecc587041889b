/* Asks the browser to keep the page 现在没有网络; without it everything works the same. */
(function () {
  "use strict";
  if (!("serviceWorker" in navigator)) { return; }
  window.addEventListener("load", function () {
    navigator.serviceWorker.register("/sw.js").catch(function () { /* a comfort only */ });
  });
})();
