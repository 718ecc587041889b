/* The page of a case: pictures without a new page, keys, sign of life, the sentence as it will be sent.
 * Everything here is also done by links and buttons of the page itself. */
(function () {
  "use strict";
  var root = document.querySelector("[data-case]");
  if (!root) { return; }
  var form = document.getElementById("decide");
  var one = function (what, from) { return (from || root).querySelector(what); };
  var all = function (what, from) { return Array.prototype.slice.call((from || root).querySelectorAll(what)); };
  root.classList.add("is-live");

  /* ---- pictures: what each was shown like is kept for it ---- */
  var ZOOMS = [50, 75, 100, 125, 150, 200, 300, 400];
  var tabs = all(".rv-tabs a");
  var frames = one(".rv-frames");
  var states = {};
  var current = 0, side = 0;

  function fresh() { return { zoom: 100, turn: 0, fit: false, invert: false, contrast: false }; }
  function stateOf(number) { return states[number] || (states[number] = fresh()); }
  function tabOf(number) { return tabs[number - 1]; }

  function draw(figure, number) {
    var tab = tabOf(number), state = stateOf(number), svg = one("[data-picture]", figure), image = one("image", svg);
    var width = Number(tab.dataset.width) || 1200, height = Number(tab.dataset.height) || 1600;
    var lies = state.turn === 90 || state.turn === 270;
    var moved = { 90: [height, 0], 180: [width, height], 270: [0, width] }[state.turn];
    svg.setAttribute("viewBox", "0 0 " + (lies ? height : width) + " " + (lies ? width : height));
    svg.setAttribute("aria-label", tab.dataset.title);
    svg.setAttribute("class", "rv-picture " + (state.fit ? "rv-fit" : "rv-zoom-" + state.zoom)
      + (state.invert ? " rv-invert" : "") + (state.contrast ? " rv-contrast" : ""));
    image.setAttribute("width", width);
    image.setAttribute("height", height);
    if (moved) { image.setAttribute("transform", "translate(" + moved.join(" ") + ") rotate(" + state.turn + ")"); }
    else { image.removeAttribute("transform"); }
    var address = tab.dataset.url + "?size=large";
    if (image.getAttribute("href") !== address) { image.setAttribute("href", address); }
    watch(image);
  }
  function watch(image) {
    if (image.dataset.watched) { return; }
    image.dataset.watched = "1";
    image.addEventListener("error", function () { one("[data-broken]").hidden = false; });
    image.addEventListener("load", function () { one("[data-broken]").hidden = true; });
  }
  function caption(figure, number) {
    var tab = tabOf(number), said = number + " " + tab.dataset.title;
    if (tab.dataset.width !== "0") { said += "　" + tab.dataset.width + "×" + tab.dataset.height + "　" + tab.dataset.size; }
    one("[data-caption]", figure).textContent = said;
    var note = one("[data-note]", figure);
    if (note) { note.textContent = tab.dataset.note; }
  }
  function show(number) {
    if (!tabOf(number)) { return; }
    current = number;
    tabs.forEach(function (tab, place) {
      if (place + 1 === number) { tab.setAttribute("aria-current", "true"); } else { tab.removeAttribute("aria-current"); }
    });
    all("fieldset[data-verdict]").forEach(function (set) { set.classList.toggle("is-current", Number(set.dataset.of) === number); });
    var figure = one('[data-frame="1"]');
    draw(figure, number);
    caption(figure, number);
    var whole = one("a[data-original]:not([data-page])");
    if (whole) { whole.setAttribute("href", tabOf(number).dataset.original); }
    var how = one("a[data-manual]");
    if (how) { how.setAttribute("href", how.dataset.manual + tabOf(number).dataset.slot); }
    if (side === number) { beside(0); }
    tell();
  }
  function tell() {
    var state = stateOf(current), zoom = one("[data-zoom]");
    zoom.textContent = state.zoom + "%";
    zoom.setAttribute("aria-label", "原来大小，现在 " + state.zoom + "%");
    ["fit", "invert", "contrast"].forEach(function (name) { one('[data-tool="' + name + '"]').classList.toggle("is-on", state[name]); });
    var button = one('[data-tool="beside"]');
    if (button) { button.classList.toggle("is-on", side > 0); }
  }
  function beside(number) {
    var second = one('[data-frame="2"]');
    side = number;
    frames.classList.toggle("has-side", number > 0);
    if (!number) { if (second) { second.remove(); } return; }
    if (!second) {
      second = one('[data-frame="1"]').cloneNode(true);
      second.dataset.frame = "2";
      delete one("image", second).dataset.watched;
      frames.appendChild(second);
    }
    draw(second, number);
    caption(second, number);
  }
  function use(name) {
    if (!current) { return; }
    var state = stateOf(current), place = ZOOMS.indexOf(state.zoom);
    if (name === "bigger" || name === "smaller") {
      state.zoom = ZOOMS[Math.min(Math.max(place + (name === "bigger" ? 1 : -1), 0), ZOOMS.length - 1)];
      state.fit = false;
    } else if (name === "whole") { state.zoom = 100; state.fit = false; }
    else if (name === "left") { state.turn = (state.turn + 270) % 360; }
    else if (name === "right") { state.turn = (state.turn + 90) % 360; }
    else if (name === "fit") { state.fit = !state.fit; state.zoom = 100; }
    else if (name === "beside") { if (tabs.length > 1) { beside(side ? 0 : current % tabs.length + 1); } }
    else { state[name] = !state[name]; }
    draw(one('[data-frame="1"]'), current);
    tell();
  }
  function begin() {
    var query = new URLSearchParams(window.location.search);
    var number = Math.max(1, tabs.findIndex(function (tab) { return tab.hasAttribute("aria-current"); }) + 1);
    states[number] = { zoom: Number(query.get("zoom")) || 100, turn: Number(query.get("turn")) || 0,
      fit: query.get("fit") === "1", invert: query.get("invert") === "1", contrast: query.get("contrast") === "1" };
    if (ZOOMS.indexOf(states[number].zoom) < 0) { states[number].zoom = 100; }
    if (states[number].turn % 90 || states[number].turn > 270) { states[number].turn = 0; }
    side = one('[data-frame="2"]') ? Number(query.get("side")) || 0 : 0;
    current = number;
    all("[data-picture] image").forEach(watch);
    tell();
  }
  if (tabs.length && frames) { begin(); }

  root.addEventListener("click", function (event) {
    var plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && event.button === 0;
    var link = event.target.closest("a");
    if (!link || !plain || !current) { return; }
    if (link.dataset.page) { event.preventDefault(); show(Number(link.dataset.page)); }
    else if (link.dataset.tool) { event.preventDefault(); use(link.dataset.tool); }
    else if ("goto" in link.dataset) {
      event.preventDefault();
      show(Number(new URLSearchParams(link.getAttribute("href").split("#")[0]).get("page")) || 1);
      one(".rv-frame").focus();
    }
  });
  all(".rv-frame").forEach(function (frame) {
    var from = null;
    frame.addEventListener("pointerdown", function (event) {
      if (event.pointerType === "mouse" && event.button === 0) {
        from = [event.clientX + frame.scrollLeft, event.clientY + frame.scrollTop];
      }
    });
    frame.addEventListener("pointermove", function (event) {
      if (from) { frame.scrollLeft = from[0] - event.clientX; frame.scrollTop = from[1] - event.clientY; }
    });
    ["pointerup", "pointerleave"].forEach(function (name) { frame.addEventListener(name, function () { from = null; }); });
  });

  if (!form || !one("[data-submit]")) { return; }

  /* ---- what is said of a page ---- */
  var MARKS = { OK: "✓ 合格", RETAKE: "↻ 请重拍", MISMATCH: "✗ 不符" };
  function mark() {
    all("fieldset[data-verdict]").forEach(function (set) {
      var chosen = one("input:checked", set);
      one('[data-said="' + set.dataset.verdict + '"]').textContent = chosen ? MARKS[chosen.value] : "";
    });
  }
  function judge(verdict) {
    var set = one("fieldset[data-verdict].is-current");
    if (!set) { return; }
    one('input[value="' + verdict + '"]', set).click();
    var why = one("select", set);
    if (verdict !== "OK" && why) { why.focus(); } else { one("input:checked", set).focus(); }
  }
  function suggest(event) {
    var input = event.target;
    if (input.name && input.name.indexOf("verdict-") === 0 && input.value !== "OK") {
      var back = document.getElementById("kind-RETURN");
      if (back && !one('input[name="kind"]:checked')) { back.checked = true; }
    }
  }

  /* ---- the sentence, exactly as it will be sent ---- */
  var waiting = 0;
  function refresh() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(function () {
      fetch(root.dataset.sentence, { method: "POST", body: new FormData(form), credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.json() : null; })
        .then(function (said) {
          if (said) { one("[data-shown]").textContent = said.sentence || "这个结论现在不给申请人发话。"; }
        })
        .catch(function () { return null; });
    }, 400);
  }
  function narrow() {
    var kind = one('input[name="kind"]:checked');
    all("[data-for]").forEach(function (part) {
      part.hidden = !!kind && part.dataset.for.split(" ").indexOf(kind.value) < 0;
    });
  }
  form.addEventListener("change", function (event) { suggest(event); mark(); narrow(); refresh(); });
  form.addEventListener("input", refresh);
  mark();
  narrow();
  if (one('input[name="kind"]:checked')) { refresh(); }

  var sent = false;
  form.addEventListener("submit", function (event) {
    if (sent) { event.preventDefault(); }
    sent = true;
  });
  window.addEventListener("pageshow", function () { sent = false; });

  /* ---- sign of life: once a minute, while somebody works here ---- */
  var left = Number(root.dataset.seconds), worked = false, lost = !left;
  var clock = one("[data-left]");
  function lose(words) {
    lost = true;
    var box = one("[data-lost]");
    box.textContent = words + " 您填的内容还在页面上，提交时会替您存下。";
    box.hidden = false;
    if (clock) { clock.textContent = "0:00"; }
  }
  function beat() {
    if (lost || !worked) { return; }
    worked = false;
    var body = new FormData();
    body.append("fence", root.dataset.fence);
    body.append("csrfmiddlewaretoken", one('input[name="csrfmiddlewaretoken"]', form).value);
    fetch(root.dataset.beat, { method: "POST", body: body, credentials: "same-origin" })
      .then(function (answer) { return answer.json().then(function (said) { return [answer.ok, said]; }); })
      .then(function (pair) { if (pair[0]) { left = pair[1].seconds; } else { lose(pair[1].words); } })
      .catch(function () { worked = true; });
  }
  ["keydown", "pointerdown", "input"].forEach(function (name) { document.addEventListener(name, function () { worked = true; }); });
  window.setInterval(beat, 60000);
  window.setInterval(function () {
    if (lost) { return; }
    left -= 1;
    if (left <= 0) { lose("领取到时间了。"); return; }
    if (clock) { clock.textContent = Math.floor(left / 60) + ":" + ("0" + left % 60).slice(-2); }
  }, 1000);

  /* ---- keys ---- */
  var KEYS = { "+": "bigger", "=": "bigger", "-": "smaller", "−": "smaller", "0": "whole", "[": "left", "]": "right",
    f: "fit", i: "invert", c: "contrast", b: "beside" };
  var VERDICTS = { a: "OK", s: "RETAKE", d: "MISMATCH" };
  var help = one("[data-keys]");

  function isTyping(target) {
    if (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)) { return true; }
    return target.tagName === "INPUT" && ["radio", "checkbox", "submit", "button"].indexOf(target.type) < 0;
  }
  function press(key) {
    if (/^[1-9]$/.test(key)) { show(Number(key)); return true; }
    if (KEYS[key]) { use(KEYS[key]); return true; }
    if (VERDICTS[key]) { judge(VERDICTS[key]); return true; }
    if (key === "g") { return reach('input[name="checks"]:not(:checked)'); }
    if (key === "e") { return reach('input[name="kind"]:checked') || reach('input[name="kind"]'); }
    if (key === "?") { help.open = true; one("summary", help).focus(); help.scrollIntoView({ block: "nearest" }); return true; }
    return false;
  }
  function reach(what) {
    var found = one(what);
    if (found) { found.focus(); }
    return !!found;
  }
  document.addEventListener("keydown", function (event) {
    if (event.isComposing) { return; }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      if (!event.repeat) { form.requestSubmit(one("[data-submit]")); }
      return;
    }
    if (event.key === "Escape" && help.open) { help.open = false; one("summary", help).focus(); return; }
    if (root.dataset.letters !== "on" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) { return; }
    if (press(event.key.length === 1 ? event.key.toLowerCase() : event.key)) { event.preventDefault(); }
  });

  var missing = document.getElementById("missing");
  if (missing) { missing.focus(); }
})();
