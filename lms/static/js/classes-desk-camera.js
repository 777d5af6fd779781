// Reading a trainee's own code with the camera of the device, where the browser can.
(() => {
  "use strict";

  const box = document.querySelector("[data-camera-box]");
  const start = document.querySelector("[data-camera]");
  if (!box || !start || !window.HocaiDesk || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;

  const AGAIN_MS = 4000;
  const LOOK_MS = 200;
  const video = box.querySelector("video");
  const { card, tell, words } = window.HocaiDesk;
  let stream = null;
  let last = { text: "", at: 0 };

  const look = async (detector) => {
    if (!stream) return;
    try {
      const [code] = await detector.detect(video);
      const isNew = code && (code.rawValue !== last.text || Date.now() - last.at > AGAIN_MS);
      if (isNew) {
        last = { text: code.rawValue, at: Date.now() };
        navigator.vibrate?.(80);
        card(code.rawValue);
      }
    } catch {
      // The picture is not there yet.
    }
    setTimeout(() => look(detector), LOOK_MS);
  };

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    box.hidden = true;
    start.hidden = false;
  };

  start.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      tell(words.no_camera, "bad");
      return;
    }
    video.srcObject = stream;
    await video.play();
    box.hidden = false;
    start.hidden = true;
    look(new window.BarcodeDetector({ formats: ["qr_code"] }));
  });
  box.querySelector("[data-camera-stop]").addEventListener("click", stop);
  window.addEventListener("pagehide", stop);
  start.hidden = false;
})();
