/* Reads a code with the camera where the browser can; without it the digits are typed. */
(function () {
  "use strict";
  var start = document.getElementById("camera-start");
  var input = document.getElementById("id_code");
  var media = navigator.mediaDevices;
  if (!start || !input || !("BarcodeDetector" in window) || !media) return;
  var video = document.getElementById("camera-picture");
  var note = document.getElementById("camera-note");
  var stream = null;
  start.hidden = false;

  function stop() {
    if (stream) stream.getTracks().forEach(function (track) { track.stop(); });
    stream = null;
    video.hidden = true;
    start.textContent = "用摄像头扫码";
  }

  function look(detector) {
    if (!stream) return;
    detector.detect(video).then(function (found) {
      var digits = found.length ? found[0].rawValue.replace(/\D/g, "") : "";
      if (digits.length !== 28) {
        window.setTimeout(look, 200, detector);
        return;
      }
      input.value = digits;
      stop();
      note.textContent = "已读到 28 位数字，请点“识别”。";
      input.focus();
    }, function () {
      window.setTimeout(look, 500, detector);
    });
  }

  start.addEventListener("click", function () {
    if (stream) {
      stop();
      return;
    }
    media.getUserMedia({ video: { facingMode: "environment" } }).then(function (opened) {
      stream = opened;
      video.srcObject = opened;
      video.hidden = false;
      start.textContent = "关掉摄像头";
      note.textContent = "请把二维码或条形码对准画面。";
      video.play();
      look(new window.BarcodeDetector({ formats: ["qr_code", "code_128"] }));
    }, function () {
      note.textContent = "没能打开摄像头，请直接输入数字。";
    });
  });
})();
