/* A long number shows itself in groups under its field while it is typed: data-groups="6-8-4".
 * Only a comfort for reading; nothing is checked here. */
(function () {
  "use strict";
  document.querySelectorAll("input[data-groups]").forEach(function (field) {
    var sizes = field.getAttribute("data-groups").split("-").map(Number);
    var line = document.createElement("p");
    line.className = "yb-hint yb-num";
    // Readers of the screen hear the field itself.
    line.setAttribute("aria-hidden", "true");
    field.insertAdjacentElement("afterend", line);
    function show() {
      var rest = field.value.replace(/[\s-]/g, "");
      var parts = sizes.map(function (size) {
        var part = rest.slice(0, size);
        rest = rest.slice(size);
        return part;
      }).concat(rest);
      line.textContent = parts.filter(Boolean).join(" ");
    }
    field.addEventListener("input", show);
    show();
  });
})();
