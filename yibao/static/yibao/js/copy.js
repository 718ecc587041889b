/* A button with data-copy puts the text of that element on the clipboard; without a script the text
 * stands there to be marked by hand. */
(function () {
  "use strict";
  if (!navigator.clipboard) { return; }
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    var source = document.getElementById(button.getAttribute("data-copy"));
    if (!source) { return; }
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(source.textContent.trim()).then(function () {
        button.textContent = "已复制";
      }, function () {
        button.textContent = "没复制成，请按住号码自己复制";
      });
    });
  });
})();
