/* The button "Nộp bài" of a notebook. Written by hand: no build, no imports (a shared module here would leave the page blank). */
(function () {
  "use strict";

  function config() {
    return JSON.parse(document.getElementById("jupyter-config-data").textContent);
  }

  function cookie(name) {
    var found = document.cookie.match("(?:^|; )" + name + "=([^;]*)");
    return found ? found[1] : "";
  }

  function element(tag, text, style) {
    var made = document.createElement(tag);
    if (text) { made.textContent = text; }
    if (style) { made.style.cssText = style; }
    return made;
  }

  /* A small window of its own; resolves when it is closed. */
  function tell(title, paragraphs, link) {
    var box = element("dialog", "", "max-width:34rem;border:1px solid #d9e0e7;border-radius:12px;padding:24px;color:#1d2733;background:#fff;font:16px/1.6 var(--jp-ui-font-family,sans-serif)");
    box.setAttribute("aria-label", title);
    box.appendChild(element("h2", title, "margin:0 0 12px;font-size:20px"));
    paragraphs.forEach(function (text) { box.appendChild(element("p", text, "margin:0 0 10px;overflow-wrap:anywhere")); });
    var actions = element("div", "", "display:flex;gap:12px;flex-wrap:wrap;margin-top:16px");
    if (link) {
      var anchor = element("a", "Xem kết quả trên trang Học AI", "padding:10px 18px;border-radius:8px;background:#0b5c8c;color:#fff;font-weight:600;text-decoration:none");
      anchor.href = link;
      anchor.target = "_blank";
      anchor.rel = "noopener";
      actions.appendChild(anchor);
    }
    var close = element("button", "Đóng", "padding:10px 18px;border-radius:8px;border:1px solid #0b5c8c;background:#fff;color:#0b5c8c;font:inherit;font-weight:600;cursor:pointer");
    close.addEventListener("click", function () { box.close(); });
    actions.appendChild(close);
    box.appendChild(actions);
    box.addEventListener("close", function () { box.remove(); });
    document.body.appendChild(box);
    box.showModal();
    close.focus();
  }

  function freshKey() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }

  /* One key per notebook until a receipt has come: pressing again after a lost answer gives the same receipt, not a second one. */
  var keys = {};
  var busy = false;

  async function send(path) {
    keys[path] = keys[path] || freshKey();
    var answer;
    try {
      answer = await fetch(config().baseUrl + "hocai/submit", {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-XSRFToken": cookie("_xsrf") },
        body: JSON.stringify({ path: path, key: keys[path] }),
      });
    } catch (error) {
      throw new Error("Chưa liên lạc được với phòng thực hành. Bài của bạn đã lưu; hãy thử lại sau ít phút.");
    }
    var told = await answer.json().catch(function () { return {}; });
    if (!answer.ok) {
      delete keys[path];
      throw new Error(told.error || "Chưa nộp được bài. Bài của bạn đã lưu; hãy tải lại trang rồi nộp lại.");
    }
    delete keys[path];
    return told;
  }

  async function submit(app) {
    var widget = app.shell.currentWidget;
    var context = widget && widget.context;
    if (!context || !/\.ipynb$/.test(context.path)) {
      tell("Chưa nộp được bài", ["Hãy mở sổ tay của bài thực hành rồi bấm Nộp bài."]);
      return;
    }
    if (busy) { return; }
    busy = true;
    try {
      try {
        await context.save();
      } catch (error) {
        throw new Error("Chưa lưu được sổ tay nên chưa nộp. Hãy lưu lại (Ctrl+S) rồi bấm Nộp bài.");
      }
      var receipt = await send(context.localPath || context.path);
      tell("Đã nộp bài", ["Trang Học AI đã nhận bài lúc " + receipt.received + ".", "Mã kiểm tra (SHA-256): " + receipt.sha256], /^https?:/.test(receipt.url || "") ? receipt.url : null);
    } catch (error) {
      tell("Chưa nộp được bài", [error.message]);
    } finally {
      busy = false;
    }
  }

  var plugin = {
    id: "hocai-lab:plugin",
    autoStart: true,
    activate: function (app) {
      document.head.appendChild(element("style",
        '.jp-Toolbar-item[data-jp-item-name="hocai-submit"] jp-button, .jp-Toolbar-item[data-jp-item-name="hocai-submit"] button {' +
        'background:#0b5c8c;border-radius:4px;padding:0 6px}.jp-Toolbar-item[data-jp-item-name="hocai-submit"] .jp-ToolbarButtonComponent-label{color:#fff;font-weight:600}'));
      app.commands.addCommand("hocai:submit", {
        label: "Nộp bài",
        caption: "Lưu và nộp bài thực hành này lên trang Học AI",
        execute: function () { return submit(app); },
      });
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["hocai-lab"] = {
    init: function () { return Promise.resolve(); },
    get: function () { return Promise.resolve(function () { return { __esModule: true, default: plugin }; }); },
  };
})();
