// Verification with less typing: the camera reads the QR, a PDF is dropped on the page. Without this file the form does all of it.
(() => {
  "use strict";

  const print = document.querySelector("[data-verify-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  const form = document.querySelector("[data-verify-box]");
  if (!form) return;
  const text = form.querySelector('[name="ma"]');
  const file = form.querySelector('[name="tep"]');
  const busy = form.querySelector("[data-verify-busy]");
  const part = (name) => form.querySelector(`[data-verify-${name}]`);

  const send = () => {
    busy.textContent = busy.dataset.text;
    form.requestSubmit();
  };
  form.addEventListener("submit", () => (busy.textContent = busy.dataset.text));
  window.addEventListener("pageshow", () => (busy.textContent = ""));
  file.addEventListener("change", () => file.files.length && send());

  // Dropping anywhere: a file that misses the box would open in the browser and look like a failure.
  part("drop-hint").hidden = false;
  const over = (isOver) => form.classList.toggle("is-over", isOver);
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || over(false));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    const { files } = event.dataTransfer;
    if (!files.length) return;
    file.files = files;
    text.value = "";
    send();
  });

  const start = part("camera-start");
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
  const frame = part("camera");
  const video = frame.querySelector("video");
  let stream = null;

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    frame.hidden = true;
    start.hidden = false;
  };
  const watch = async (detector) => {
    if (!stream) return;
    const [code] = await detector.detect(video).catch(() => []);
    if (!code) return void setTimeout(() => watch(detector), 200);
    stop();
    // The server says what it is: the address in the QR may be older than this site's.
    text.value = code.rawValue;
    send();
  };
  start.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      await video.play();
    } catch {
      part("camera-denied").hidden = false;
      return stop();
    }
    part("camera-denied").hidden = true;
    frame.hidden = false;
    start.hidden = true;
    watch(new window.BarcodeDetector({ formats: ["qr_code"] }));
  });
  frame.querySelector("[data-verify-camera-stop]").addEventListener("click", stop);
  window.addEventListener("pagehide", stop);
  start.hidden = false;
})();
