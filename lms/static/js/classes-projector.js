// The projector page: a countdown between two fetches, and full screen. The page works without this file.
(() => {
  "use strict";

  // The server says how many seconds are left; between its answers the bar goes down by itself.
  setInterval(() => {
    const bar = document.querySelector("[data-countdown]");
    if (bar && bar.value > 0) bar.value -= 1;
  }, 1000);

  const button = document.querySelector("[data-fullscreen]");
  if (button && document.fullscreenEnabled) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen();
    });
  }
})();
