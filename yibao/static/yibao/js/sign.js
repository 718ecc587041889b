/* Writing one's name with a finger, a pen or a mouse. What is sent is the list of points, in the
 * scale 1000 × 400; the server draws the picture. Without script the page offers two other ways. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-sign]");
  if (!form || !window.PointerEvent || !form.querySelector("canvas").getContext) { return; }
  var box = form.querySelector("[data-sign-box]"), said = form.querySelector("[data-sign-said]");
  var kept = form.querySelector("input[name=drawing]"), pen = box.getContext("2d");
  var WIDTH = box.width, HEIGHT = box.height, MOST = 5500;
  var lines = [], line = null, count = 0;
  form.hidden = false;

  function point(event) {
    var frame = box.getBoundingClientRect();
    var x = Math.round((event.clientX - frame.left) * WIDTH / frame.width);
    var y = Math.round((event.clientY - frame.top) * HEIGHT / frame.height);
    return [Math.min(WIDTH, Math.max(0, x)), Math.min(HEIGHT, Math.max(0, y))];
  }
  function draw(from, to) {
    pen.lineWidth = 7; pen.lineCap = "round"; pen.lineJoin = "round"; pen.strokeStyle = "#000";
    pen.beginPath(); pen.moveTo(from[0], from[1]); pen.lineTo(to[0], to[1]); pen.stroke();
  }
  function keep() { kept.value = lines.length ? JSON.stringify(lines) : ""; }

  box.addEventListener("pointerdown", function (event) {
    if (count > MOST || lines.length > 110) { return; }
    event.preventDefault();
    box.setPointerCapture(event.pointerId);
    line = [point(event)]; lines.push(line); count += 1;
    draw(line[0], line[0]);
  });
  box.addEventListener("pointermove", function (event) {
    if (!line || count > MOST) { return; }
    var here = point(event), last = line[line.length - 1];
    if (here[0] === last[0] && here[1] === last[1]) { return; }
    draw(last, here); line.push(here); count += 1;
  });
  ["pointerup", "pointercancel"].forEach(function (name) {
    box.addEventListener(name, function () {
      if (!line) { return; }
      line = null; keep(); said.textContent = "已写 " + lines.length + " 笔";
    });
  });
  form.querySelector("[data-sign-clear]").addEventListener("click", function () {
    lines = []; line = null; count = 0; keep();
    pen.clearRect(0, 0, WIDTH, HEIGHT); said.textContent = "还没有写";
  });
})();
