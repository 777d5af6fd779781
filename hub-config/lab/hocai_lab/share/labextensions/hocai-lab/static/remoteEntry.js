/* What a learner sees of Học AI in a notebook: run, check, submit, ask for help, a word before the disk is full.
   Written by hand: no build, no imports (a shared module here would leave the page blank). */
(function () {
  "use strict";

  var BLUE = "#0b5c8c";
  var BUTTON = "padding:10px 18px;border-radius:8px;border:1px solid " + BLUE + ";font:inherit;font-weight:600;cursor:pointer;text-decoration:none;";
  var FILLED = BUTTON + "background:" + BLUE + ";color:#fff";
  var PLAIN = BUTTON + "background:#fff;color:" + BLUE;
  var AWAY = "Chưa liên lạc được với phòng thực hành. Bài của bạn đã lưu; hãy thử lại sau ít phút.";

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

  function pause(milliseconds) {
    return new Promise(function (done) { setTimeout(done, milliseconds); });
  }

  /* --- small windows ------------------------------------------------------------------------------------------------ */

  function button(text, style, press) {
    var made = element("button", text, style);
    made.type = "button";
    made.addEventListener("click", press);
    return made;
  }

  function link(text, address, style) {
    var made = element("a", text, style);
    made.href = address;
    made.target = "_blank";
    made.rel = "noopener";
    return made;
  }

  /* An open window with a title and a body to fill; `actions` stand before "Đóng". */
  function open(title, actions) {
    var box = element("dialog", "", "max-width:36rem;min-width:min(24rem,90vw);max-height:80vh;overflow:auto;border:1px solid #d9e0e7;border-radius:12px;padding:24px;color:#1d2733;background:#fff;font:16px/1.6 var(--jp-ui-font-family,sans-serif)");
    var heading = element("h2", title, "margin:0 0 12px;font-size:20px");
    heading.id = "hocai-title-" + Math.random().toString(36).slice(2);
    box.setAttribute("aria-labelledby", heading.id);
    box.appendChild(heading);
    var body = element("div");
    body.setAttribute("aria-live", "polite");
    box.appendChild(body);
    var row = element("div", "", "display:flex;gap:12px;flex-wrap:wrap;margin-top:16px");
    (actions || []).forEach(function (action) { row.appendChild(action); });
    var close = button("Đóng", PLAIN, function () { box.close(); });
    row.appendChild(close);
    box.appendChild(row);
    /* JupyterLab's own shortcuts must not act on what is typed here. */
    box.addEventListener("keydown", function (event) { event.stopPropagation(); });
    box.addEventListener("close", function () { box.remove(); });
    document.body.appendChild(box);
    box.showModal();
    close.focus();
    return { box: box, heading: heading, body: body, row: row, isOpen: function () { return box.open; } };
  }

  function paragraph(text) {
    return element("p", text, "margin:0 0 10px;overflow-wrap:anywhere");
  }

  function fill(body, parts) {
    body.replaceChildren.apply(body, parts);
  }

  function tell(title, paragraphs, actions) {
    fill(open(title, actions).body, paragraphs.map(paragraph));
  }

  /* --- the server's routes ------------------------------------------------------------------------------------------ */

  async function ask(route, told, fallback) {
    var options = { credentials: "same-origin", headers: { Accept: "application/json" } };
    if (told) {
      options.method = "POST";
      options.headers["Content-Type"] = "application/json";
      options.headers["X-XSRFToken"] = cookie("_xsrf");
      options.body = JSON.stringify(told);
    }
    var answer;
    try {
      answer = await fetch(config().baseUrl + "hocai/" + route, options);
    } catch (error) {
      throw Object.assign(new Error(AWAY), { passing: true });
    }
    var read = await answer.json().catch(function () { return {}; });
    if (!answer.ok) {
      throw Object.assign(new Error(read.error || fallback), { code: read.code, passing: answer.status >= 502 });
    }
    return read;
  }

  /* --- the notebook in front ---------------------------------------------------------------------------------------- */

  function notebook(app) {
    var widget = app.shell.currentWidget;
    var context = widget && widget.context;
    return context && /\.ipynb$/.test(context.path) ? context : null;
  }

  function pathOf(context) {
    return context.localPath || context.path;
  }

  /* The server works on the file: what is on the screen is saved first. */
  async function saved(context, refusal) {
    try {
      await context.save();
    } catch (error) {
      throw new Error(refusal);
    }
    return pathOf(context);
  }

  /* JupyterLab runs nothing for somebody who is quicker than the kernel's start: wait for it. */
  async function run(app, command) {
    var context = notebook(app);
    if (context && context.sessionContext) { await context.sessionContext.ready; }
    await app.commands.execute(command);
  }

  /* --- submit ------------------------------------------------------------------------------------------------------- */

  function freshKey() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }

  var submitting = false;

  async function submit(app) {
    var context = notebook(app);
    if (!context) { return tell("Chưa nộp được bài", ["Hãy mở sổ tay của bài thực hành rồi bấm Nộp bài."]); }
    if (submitting) { return; }
    submitting = true;
    try {
      var path = await saved(context, "Chưa lưu được sổ tay nên chưa nộp. Hãy lưu lại (Ctrl+S) rồi bấm Nộp bài.");
      /* Should the answer be lost, the server still knows the key it sent: pressing again gives the same receipt. */
      showReceipt(await ask("submit", { path: path, key: freshKey() }, "Chưa nộp được bài. Bài của bạn đã lưu; hãy tải lại trang rồi nộp lại."));
    } catch (error) {
      tell("Chưa nộp được bài", [error.message]);
    } finally {
      submitting = false;
    }
  }

  function showReceipt(receipt) {
    var lines = ["Trang Học AI đã nhận bài lúc " + receipt.received + ".", "Mã kiểm tra (SHA-256): " + receipt.sha256];
    if (receipt.code) { lines.push("Mã biên nhận: " + receipt.code + ". Ai có mã này cũng kiểm chứng được trên trang Học AI."); }
    var actions = [];
    if (/^https?:/.test(receipt.url || "")) { actions.push(link("Xem kết quả trên trang Học AI", receipt.url, FILLED)); }
    if (/^https?:/.test(receipt.verify_url || "")) { actions.push(link("Kiểm chứng biên nhận", receipt.verify_url, PLAIN)); }
    tell("Đã nộp bài", lines, actions);
  }

  /* --- check -------------------------------------------------------------------------------------------------------- */

  /* Checks that have not ended, by path: pressing again shows the one that runs. */
  var checks = {};

  async function check(app) {
    var context = notebook(app);
    if (!context) { return tell("Chưa kiểm tra được", ["Hãy mở sổ tay của bài thực hành rồi bấm Kiểm tra."]); }
    var path = pathOf(context);
    var shown = open("Kiểm tra", []);
    fill(shown.body, [paragraph("Đang lưu và gửi bài đi kiểm tra…")]);
    try {
      if (!checks[path]) {
        await saved(context, "Chưa lưu được sổ tay nên chưa kiểm tra. Hãy lưu lại (Ctrl+S) rồi bấm Kiểm tra.");
        checks[path] = await ask("check", { path: path }, "Chưa kiểm tra được. Bài của bạn đã lưu; hãy thử lại sau ít phút.");
      }
      await follow(path, shown);
    } catch (error) {
      shown.heading.textContent = "Chưa kiểm tra được";
      fill(shown.body, [paragraph(error.message)]);
    }
  }

  async function follow(path, shown) {
    for (var turn = 0; shown.isOpen(); turn += 1) {
      var known = checks[path];
      if (known.state === "done" || known.state === "failed") {
        delete checks[path];
        return showResults(known, shown);
      }
      fill(shown.body, [paragraph(stateOf(known)), bar(), paragraph("Bạn có thể đóng cửa sổ này và làm tiếp; bấm Kiểm tra để xem lại.")]);
      await pause(turn < 20 ? 1000 : 3000);
      try {
        checks[path] = await ask("check?" + new URLSearchParams({ path: path, id: known.id }), null, "Chưa xem được kết quả kiểm tra. Hãy bấm Kiểm tra lần nữa.");
      } catch (error) {
        if (!error.passing) { delete checks[path]; throw error; }
      }
    }
  }

  function bar() {
    var made = element("progress", "", "width:100%;margin:0 0 10px");
    made.setAttribute("aria-label", "Đang kiểm tra");
    return made;
  }

  function stateOf(known) {
    if (known.state === "running") { return "Đang chạy phần kiểm tra trên máy chủ…"; }
    if (known.message) { return known.message; }
    return known.ahead ? "Đang chờ: còn " + known.ahead + " lượt kiểm tra trước bạn." : "Đang chờ: sắp đến lượt bạn.";
  }

  function showResults(known, shown) {
    var results = known.results || [];
    var right = results.filter(function (result) { return result.passed; }).length;
    shown.heading.textContent = known.state === "failed" ? "Chưa kiểm tra được" : results.length ? "Kiểm tra: đạt " + right + "/" + results.length + " câu" : "Kiểm tra";
    var parts = [];
    if (known.message) { parts.push(paragraph(known.message)); }
    if (known.state === "failed" && !known.message) { parts.push(paragraph("Máy chủ chưa chạy được phần kiểm tra. Lượt này không tính; hãy thử lại sau ít phút.")); }
    if (results.length) { parts.push(resultList(results)); }
    parts.push(element("p", "Kiểm tra không phải là nộp bài và không cho điểm; khi nộp, máy còn chấm những phần không hiện ở đây. Còn " + known.left_this_hour + " lượt trong giờ này.", "margin:10px 0 0;color:#52606d;font-size:14px"));
    fill(shown.body, parts);
  }

  function resultList(results) {
    var list = element("ul", "", "list-style:none;margin:0;padding:0");
    results.forEach(function (result) {
      var item = element("li", "", "margin:0 0 8px;padding:8px 12px;border:1px solid #d9e0e7;border-left:4px solid " + (result.passed ? "#1a7f37" : "#a3271d") + ";border-radius:8px;overflow-wrap:anywhere");
      item.appendChild(element("strong", (result.passed ? "✓ Đạt: " : "✗ Chưa đạt: ") + result.title));
      if (result.message) { item.appendChild(element("div", result.message, "white-space:pre-line")); }
      list.appendChild(item);
    });
    return list;
  }

  /* --- the raised hand ---------------------------------------------------------------------------------------------- */

  var raised = {};

  async function help(app) {
    var context = notebook(app);
    if (!context) { return tell("Chưa giơ tay được", ["Hãy mở sổ tay của bài thực hành rồi bấm Giơ tay."]); }
    var path = pathOf(context);
    if (raised[path]) { return tellHand(app, path, false, ""); }
    var field = element("textarea", "", "width:100%;box-sizing:border-box;font:inherit;padding:8px");
    field.maxLength = 300;
    field.rows = 3;
    field.setAttribute("aria-label", "Bạn vướng ở đâu?");
    var shown = open("Giơ tay", [button("Giơ tay", FILLED, function () {
      shown.box.close();
      tellHand(app, path, true, field.value);
    })]);
    fill(shown.body, [paragraph("Giáo viên sẽ thấy bạn cần giúp. Bạn vướng ở đâu? (không bắt buộc)"), field]);
    field.focus();
  }

  async function tellHand(app, path, up, note) {
    try {
      raised[path] = (await ask("help", { path: path, raised: up, note: note }, "Chưa báo được cho giáo viên. Hãy thử lại sau ít phút.")).raised;
      app.commands.notifyCommandChanged("hocai:help");
      toast(up ? "Đã báo giáo viên là bạn cần giúp. Bạn cứ làm tiếp trong lúc chờ." : "Bạn đã hạ tay.", "", 6000);
    } catch (error) {
      tell("Chưa giơ tay được", [error.message]);
    }
  }

  /* --- a word at the edge: it waits there, nothing is covered ------------------------------------------------------- */

  function toast(text, level, milliseconds) {
    var old = document.getElementById("hocai-toast");
    if (old) { old.remove(); }
    var box = element("div", "", "position:fixed;right:16px;bottom:36px;z-index:10000;max-width:24rem;padding:12px 16px;border-radius:10px;background:#fff;color:#1d2733;font:15px/1.5 var(--jp-ui-font-family,sans-serif);box-shadow:0 4px 16px rgba(0,0,0,.25);border-left:4px solid " + (level === "alarm" ? "#a3271d" : level ? "#b7791f" : BLUE));
    box.id = "hocai-toast";
    box.setAttribute("role", level === "alarm" ? "alert" : "status");
    box.appendChild(element("span", text));
    box.appendChild(button("Đã hiểu", "display:block;margin-top:8px;" + PLAIN + ";padding:4px 12px", function () { box.remove(); }));
    document.body.appendChild(box);
    if (milliseconds) { setTimeout(function () { box.remove(); }, milliseconds); }
  }

  var level = "";

  /* How full the home is, now and every other minute; told once per step, before it is full. */
  async function watchDisk() {
    for (;;) {
      try {
        var disk = await ask("disk", null, "");
        if (disk.level && disk.level !== level) { toast(disk.message, disk.level); }
        level = disk.level;
      } catch (error) {
        /* the server is away: JupyterLab says so itself */
      }
      await pause(120000);
    }
  }

  /* --- commands ----------------------------------------------------------------------------------------------------- */

  function isAlone() {
    return config().mode === "single-document";
  }

  function openWhole(app) {
    var context = notebook(app);
    var path = context ? "/tree/" + pathOf(context).split("/").map(encodeURIComponent).join("/") : "";
    window.open(config().baseUrl + "lab" + path, "_blank", "noopener");
  }

  function addCommands(app) {
    function add(name, label, caption, execute, more) {
      app.commands.addCommand("hocai:" + name, Object.assign({ label: label, caption: caption, execute: execute }, more));
    }
    add("run", "Chạy ô", "Chạy ô đang chọn rồi sang ô sau (Shift+Enter)", function () { return run(app, "notebook:run-cell-and-select-next"); });
    add("run-all", "Chạy tất cả", "Chạy mọi ô từ trên xuống", function () { return run(app, "notebook:run-all-cells"); });
    add("check", "Kiểm tra", "Lưu và chạy thử phần kiểm tra trên máy chủ; không phải là nộp bài", function () { return check(app); });
    add("submit", "Nộp bài", "Lưu và nộp bài thực hành này lên trang Học AI", function () { return submit(app); });
    add("help", function () {
      var context = notebook(app);
      return context && raised[pathOf(context)] ? "Hạ tay" : "Giơ tay";
    }, "Báo cho giáo viên biết bạn cần giúp", function () { return help(app); });
    add("full", "Mở JupyterLab đầy đủ", "Mở sổ tay này trong JupyterLab đầy đủ, ở thẻ mới", function () { return openWhole(app); }, { isVisible: isAlone });
  }

  function dress() {
    var ours = '.jp-Toolbar-item[data-jp-item-name^="hocai-"]';
    var filled = '.jp-Toolbar-item[data-jp-item-name="hocai-submit"]';
    document.head.appendChild(element("style",
      ours + " .jp-ToolbarButtonComponent-label{font-weight:600}" +
      filled + " jp-button," + filled + " button{background:" + BLUE + ";border-radius:4px;padding:0 6px}" +
      filled + " .jp-ToolbarButtonComponent-label{color:#fff}"));
  }

  var plugin = {
    id: "hocai-lab:plugin",
    autoStart: true,
    activate: function (app) {
      dress();
      addCommands(app);
      watchDisk();
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["hocai-lab"] = {
    init: function () { return Promise.resolve(); },
    get: function () { return Promise.resolve(function () { return { __esModule: true, default: plugin }; }); },
  };
})();
