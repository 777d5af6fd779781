// Copying a message, saving a ticket as a picture. The pages work without this file: the text can be marked,
// the picture comes from the server.
(() => {
  "use strict";

  // --- copying -----------------------------------------------------------------------------------------------------
  const copy = async (field) => {
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch {
      // Browsers inside messengers, and pages without https, know only the old way.
      field.select();
      return document.execCommand("copy");
    }
  };

  document.querySelectorAll("[data-copy]").forEach((button) => {
    const field = document.getElementById(button.dataset.copy);
    const status = button.closest("section").querySelector("[data-copied]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      const done = await copy(field);
      if (!done) field.select();
      status.textContent = done ? status.dataset.copied : status.dataset.notCopied;
    });
  });

  // --- the ticket as a picture -------------------------------------------------------------------------------------
  const WIDTH = 1080;
  const MARGIN = 60;
  const QR = 640;
  const FAMILY = '"Be Vietnam Pro", "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif';
  const LOOKS = {
    head: { size: 42, bold: true, colour: "#0a4f47" },
    name: { size: 64, bold: true, colour: "#1d2b2a" },
    line: { size: 40, colour: "#1d2b2a" },
    big: { size: 60, bold: true, colour: "#1d2b2a" },
    room: { size: 60, bold: true, colour: "#0f6b60" },
    code: { size: 64, bold: true, colour: "#1d2b2a" },
    small: { size: 34, colour: "#545f5d" },
  };

  const wrap = (pen, text) => {
    const lines = [];
    for (const word of text.trim().split(/\s+/)) {
      const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
      if (lines.length && pen.measureText(longer).width <= WIDTH - 2 * MARGIN) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  };

  // Draws (or, without `pen.fillText` being wanted, only measures) everything in the order of the page; the lower edge.
  const layOut = (pen, ticket, isDrawn) => {
    let y = MARGIN;
    for (const part of ticket.querySelectorAll("[data-picture], [data-picture-qr]")) {
      if ("pictureQr" in part.dataset) {
        if (isDrawn) drawQr(pen, part.querySelector("svg"), y);
        y += QR + 20;
        continue;
      }
      const look = LOOKS[part.dataset.picture];
      pen.font = `${look.bold ? 600 : 400} ${look.size}px ${FAMILY}`;
      pen.fillStyle = look.colour;
      for (const line of wrap(pen, part.textContent)) {
        if (isDrawn) pen.fillText(line, WIDTH / 2, y);
        y += look.size * 1.5;
      }
      y += 12;
    }
    return y + MARGIN;
  };

  // The dark parts of our QR are one path of strokes, one unit a module.
  const drawQr = (pen, svg, y) => {
    const side = svg.viewBox.baseVal.width;
    pen.save();
    pen.translate((WIDTH - QR) / 2, y);
    pen.scale(QR / side, QR / side);
    pen.strokeStyle = "#000";
    pen.lineWidth = 1;
    pen.stroke(new Path2D(svg.querySelector("path").getAttribute("d")));
    pen.restore();
  };

  const draw = (ticket) => {
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH;
    let pen = canvas.getContext("2d");
    canvas.height = Math.ceil(layOut(pen, ticket, false));
    pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.textAlign = "center";
    pen.textBaseline = "top";
    layOut(pen, ticket, true);
    return canvas;
  };

  const save = (canvas, name) =>
    canvas.toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `${name}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    }, "image/png");

  const ticket = document.querySelector("[data-ticket]");
  // Browsers inside messengers save no drawn file: there the link to the server's picture stays what it is.
  const inMessenger = /Zalo|FBAN|FBAV|Messenger|Line\//i.test(navigator.userAgent);
  document.querySelector("[data-save-ticket]")?.addEventListener("click", (event) => {
    if (inMessenger) return;
    try {
      const canvas = draw(ticket);
      event.preventDefault();
      save(canvas, ticket.dataset.ticket);
    } catch {
      // The link goes to the server's picture.
    }
  });
})();
