/* A form whose proof is running out: two minutes before, a dialog asks whether the person is still
 * there. Staying asks the server; nothing of the page is sent or lost. Without this file the page
 * names the time. */
(function () {
  "use strict";
  var box = document.querySelector("[data-stay]");
  var dialog = box && box.querySelector("dialog");
  if (!dialog || !dialog.showModal || !window.fetch) { return; }

  var WARN_MS = 2 * 60 * 1000;
  var part = function (name) { return box.querySelector("[data-stay-" + name + "]"); };
  var offset = Number(box.getAttribute("data-now")) - Date.now();
  var until = Number(box.getAttribute("data-until"));
  var isWarned = false, isOver = false;

  function left() { return until - (Date.now() + offset); }
  function open() { if (!dialog.open) { dialog.showModal(); } }

  function over() {
    isOver = true;
    part("title").textContent = "要再验证一次";
    part("words").textContent = "停得久了，提交前请再验证一次。填好的内容还在这一页，验证完回来提交就行。";
    part("go").hidden = true;
    part("prove").hidden = false;
    open();
  }

  function stay() {
    var token = document.querySelector("input[name=csrfmiddlewaretoken]");
    var body = new URLSearchParams({ seconds: box.getAttribute("data-seconds") });
    fetch(box.getAttribute("data-stay"), {
      method: "POST", body: body, credentials: "same-origin",
      headers: { "X-CSRFToken": token ? token.value : "" }
    }).then(function (answer) {
      if (!answer.ok) { over(); return; }
      return answer.json().then(function (said) {
        until = said.until;
        isWarned = false;
        part("shown").textContent = said.shown;
        dialog.close();
      });
    }).catch(function () { part("words").textContent = "现在没有网络，请过一会儿再点。"; });
  }

  part("go").addEventListener("click", stay);
  part("close").addEventListener("click", function () { dialog.close(); });
  part("prove").addEventListener("click", function () { dialog.close(); });
  setInterval(function () {
    if (!isOver && left() <= 0) { over(); return; }
    if (!isWarned && !isOver && left() <= WARN_MS) { isWarned = true; open(); }
  }, 1000);
})();
