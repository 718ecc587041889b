/* The camera of a face check: one picture straight ahead, one for each step that the page names.
 * Nothing is judged here: the pictures go with the form as files, and the camera is switched off.
 * Without a camera the page keeps showing the other ways. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-face]");
  if (!form || !navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) { return; }
  if (!window.DataTransfer || !HTMLCanvasElement.prototype.toBlob) { return; }

  var LONGEST_SIDE = 640, SECONDS = 3;
  var live = form.querySelector("[data-face-live]");
  var none = form.querySelector("[data-face-none]");
  var said = form.querySelector("[data-face-said]");
  var go = form.querySelector("[data-face-go]");
  var video = form.querySelector("video");
  var steps = Array.prototype.slice.call(form.querySelectorAll("[data-step]"));
  var stream = null;

  function show(hasCamera) { live.hidden = !hasCamera; none.hidden = hasCamera; }
  function say(words) { said.textContent = words; }
  function wait(seconds) {
    return new Promise(function (done) { setTimeout(done, seconds * 1000); });
  }
  function stop() {
    if (stream) { stream.getTracks().forEach(function (track) { track.stop(); }); }
    stream = null;
  }

  function picture() {
    var scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
    var canvas = document.createElement("canvas");
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    // The preview is a mirror; what is sent is not.
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    return new Promise(function (done) { canvas.toBlob(done, "image/jpeg", 0.92); });
  }

  function put(blob, number) {
    var box = new DataTransfer();
    box.items.add(new File([blob], number + ".jpg", { type: "image/jpeg" }));
    form.elements["face_frame_" + number].files = box.files;
  }

  function countdown(words, left) {
    if (!left) { return Promise.resolve(); }
    say(words + "，" + left);
    return wait(1).then(function () { return countdown(words, left - 1); });
  }

  function take(number) {
    var step = steps[number];
    step.classList.add("is-now");
    return countdown(step.textContent.trim(), SECONDS).then(picture).then(function (blob) {
      if (!blob) { throw new Error("no picture"); }
      put(blob, number);
      step.classList.remove("is-now");
      step.classList.add("is-done");
    });
  }

  function run() {
    go.hidden = true;
    var chain = Promise.resolve();
    steps.forEach(function (_, number) {
      chain = chain.then(function () { return take(number); });
    });
    chain.then(function () {
      stop();
      say("正在比对，一般 10 秒。请不要关掉页面。");
      if (form.requestSubmit) { form.requestSubmit(); } else { form.submit(); }
    }).catch(function () {
      stop();
      show(false);
    });
  }

  navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: "user", width: { ideal: 640 }, height: { ideal: 480 } }
  }).then(function (opened) {
    stream = opened;
    video.srcObject = opened;
    show(true);
    go.focus();
    go.addEventListener("click", run);
  }).catch(function () { show(false); });
  window.addEventListener("pagehide", stop);
})();
