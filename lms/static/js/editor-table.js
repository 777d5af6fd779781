// The menu of a table in the editor, in Vietnamese: the table library has no such dictionary of its own.
(() => {
  const items = (name) => `ContextMenu:items.${name}`;
  const vietnamese = {
    languageCode: "vi",
    [items("insertRowAbove")]: "Chèn dòng phía trên",
    [items("insertRowBelow")]: "Chèn dòng phía dưới",
    [items("insertColumnOnTheLeft")]: "Chèn cột bên trái",
    [items("insertColumnOnTheRight")]: "Chèn cột bên phải",
    [items("removeRow")]: ["Xóa dòng", "Xóa các dòng"],
    [items("removeColumn")]: ["Xóa cột", "Xóa các cột"],
    [items("undo")]: "Hoàn tác",
    [items("redo")]: "Làm lại",
  };
  if (window.Handsontable) window.Handsontable.languages.registerLanguageDictionary(vietnamese);
})();
