// Review console: Ctrl+K goes to the search box, one box chooses the page, seconds run down.
(function () {
  "use strict";

  document.addEventListener("keydown", function (event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (event.key.toLowerCase() !== "k") return;
    var box = document.getElementById("review-find") || document.getElementById("id_text");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  document.querySelectorAll("[data-review-pick]").forEach(function (form) {
    var boxes = form.querySelectorAll("input[name=ref]");
    var head = form.querySelector("[data-review-all]");
    if (!head || !boxes.length) return;
    var all = document.createElement("input");
    all.type = "checkbox";
    all.setAttribute("aria-label", "选中这一页");
    head.replaceChildren(all);
    all.addEventListener("change", function () {
      boxes.forEach(function (box) { box.checked = all.checked; });
    });
    form.addEventListener("change", function (event) {
      if (event.target !== all && event.target.name === "ref" && !event.target.checked) all.checked = false;
    });
  });

  document.querySelectorAll("[data-review-seconds]").forEach(function (shown) {
    var left = parseInt(shown.textContent, 10);
    var timer = setInterval(function () {
      left -= 1;
      shown.textContent = String(Math.max(left, 0));
      if (left > 0) return;
      clearInterval(timer);
      location.reload();
    }, 1000);
  });
})();
