/* Sends a photo as soon as it is chosen: made smaller first, with progress, cancel and three
 * further tries. Every try carries the same upload id, so a repeat harms nobody; the old photo
 * stays until the new one is stored. Without this file the plain form does the same. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-upload]");
  if (!form || !window.FormData || !window.XMLHttpRequest) { return; }

  var LONGEST_SIDE = 2000, QUALITY = 0.85, MOST_TRIES = 4, SECONDS = [1, 3, 8];
  var inputs = Array.prototype.slice.call(form.querySelectorAll("input[type=file]"));
  var box = form.querySelector("[data-progress]");
  var said = form.querySelector("[data-said]");
  var bar = form.querySelector("progress");
  var cancel = form.querySelector("[data-cancel]");
  var again = form.querySelector("[data-again]");
  var picks = form.querySelector(".yb-picks");
  var job = null;

  form.classList.add("is-live");
  form.querySelector("[data-plain]").hidden = true;

  function say(words) { said.textContent = words; }
  function show(isBusy) {
    box.hidden = false;
    picks.hidden = isBusy;
    cancel.hidden = !isBusy;
    again.hidden = isBusy || !job;
    if (box.scrollIntoView) { box.scrollIntoView({ block: "center" }); }
  }
  function fail(words, mayRetry) {
    if (!mayRetry) { job = null; }
    say(words);
    bar.hidden = true;
    show(false);
    if (job) { again.focus(); }
  }

  /* Pictures only, and only where the browser turns them the right way up by itself. */
  function smaller(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || !window.createImageBitmap) {
      return Promise.resolve(file);
    }
    return createImageBitmap(file, { imageOrientation: "from-image" }).then(function (image) {
      var scale = LONGEST_SIDE / Math.max(image.width, image.height);
      if (scale >= 1) { return file; }
      var canvas = document.createElement("canvas");
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      var paper = canvas.getContext("2d");
      paper.fillStyle = "#fff";
      paper.fillRect(0, 0, canvas.width, canvas.height);
      paper.drawImage(image, 0, 0, canvas.width, canvas.height);
      image.close();
      return new Promise(function (done) {
        canvas.toBlob(function (blob) { done(blob && blob.size < file.size ? blob : file); }, "image/jpeg", QUALITY);
      });
    }).catch(function () { return file; });
  }

  function begin(file) {
    if (!file.size) { fail("这个文件是空的。请重新拍一张。", false); return; }
    var mine = job = { file: file, body: null, tries: 0, line: null, percent: 0 };
    bar.hidden = false;
    bar.value = 0;
    say("正在准备照片");
    show(true);
    smaller(file).then(function (body) {
      if (mine !== job) { return; }
      if (body.size > Number(form.getAttribute("data-most"))) {
        fail("照片太大了（最大 15 MB）。请在相机里选小一点的尺寸重拍，其他照片都还在。", false);
        return;
      }
      mine.body = body;
      send(mine);
    });
  }

  function send(mine) {
    var data = new FormData();
    ["csrfmiddlewaretoken", "upload_id", "page"].forEach(function (name) {
      data.append(name, form.elements[name].value);
    });
    data.append("document", mine.body, mine.file.name || "photo.jpg");
    var line = mine.line = new XMLHttpRequest();
    mine.tries += 1;
    line.open("POST", form.action);
    line.setRequestHeader("Accept", "application/json");
    line.timeout = 120000;
    line.upload.onprogress = function (event) {
      if (mine !== job || !event.lengthComputable) { return; }
      mine.percent = Math.round(event.loaded / event.total * 100);
      bar.value = mine.percent;
      say(mine.percent < 100 ? "正在上传 " + mine.percent + "%" : "传完了，正在检查，一般几秒");
    };
    line.onload = function () { if (mine === job) { answered(mine, line); } };
    line.onerror = line.ontimeout = function () { if (mine === job) { broken(mine); } };
    line.send(data);
  }

  function answered(mine, line) {
    var told = {};
    try { told = JSON.parse(line.responseText); } catch (wrong) { told = {}; }
    if (line.status === 200 && told.url) {
      say("已上传");
      location.replace(told.url);
      return;
    }
    if (line.status === 502 || line.status === 504 || (line.status === 503 && mine.tries < MOST_TRIES)) {
      later(mine, "没传成功，马上再试");
    } else if (told.words) {
      fail(told.words, told.again === true);
    } else if (line.status === 413) {
      fail("照片太大了（最大 15 MB）。请在相机里选小一点的尺寸重拍，其他照片都还在。", false);
    } else {
      fail("没传成功，请再试一次。页面放久了的话，请先刷新。", true);
    }
  }

  function broken(mine) {
    later(mine, "网络断了一下，传到 " + mine.percent + "% 停住了。联网后会自己接着传");
  }

  function later(mine, words) {
    if (mine.tries >= MOST_TRIES) { fail("没传成功，请再试一次。其他照片都还在。", true); return; }
    say(words);
    if (navigator.onLine === false) {
      window.addEventListener("online", function () { if (mine === job) { send(mine); } }, { once: true });
      return;
    }
    setTimeout(function () { if (mine === job) { send(mine); } }, SECONDS[mine.tries - 1] * 1000);
  }

  inputs.forEach(function (input) {
    input.addEventListener("change", function () {
      if (input.files.length) { begin(input.files[0]); }
    });
  });
  // Chosen on a slow network, before this file had come.
  var early = inputs.filter(function (input) { return input.files.length; })[0];
  if (early) { begin(early.files[0]); }
  cancel.addEventListener("click", function () {
    var ended = job;
    job = null;
    if (ended && ended.line) { ended.line.abort(); }
    inputs.forEach(function (input) { input.value = ""; });
    fail("已取消，没有上传。", false);
    inputs[0].focus();
  });
  again.addEventListener("click", function () {
    if (!job || !job.body) { return; }
    job.tries = 0;
    bar.hidden = false;
    show(true);
    send(job);
  });
})();
