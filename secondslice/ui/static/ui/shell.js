// Menus, search and theme of the page shell. Everything works without it, with one more page load.
(function () {
  "use strict";
  function closeMenus(except) {
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }
  // What was searched before stands there, marked: the next key replaces it.
  function openDialog(dialog) {
    dialog.showModal();
    var field = dialog.querySelector("input[name=q]");
    if (field) field.select();
  }
  // In the search the arrows walk from the field through what was found, and back.
  function walkResults(event) {
    var dialog = event.target.closest("dialog#search");
    if (!dialog) return;
    var stops = [dialog.querySelector("input[name=q]")].concat(Array.from(dialog.querySelectorAll("#search-results a")));
    var next = stops[stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.focus(); }
  }
  document.addEventListener("click", function (event) {
    var inside = event.target.closest("details[data-menu]");
    closeMenus(inside);
    var opener = event.target.closest("[data-opens]");
    if (opener) {
      var dialog = document.getElementById(opener.dataset.opens);
      if (dialog && dialog.showModal) { event.preventDefault(); openDialog(dialog); }
    }
    var closer = event.target.closest("[data-closes]");
    if (closer) closer.closest("dialog").close();
    if (event.target.closest("[data-prints]")) window.print();
    var copier = event.target.closest("[data-copies]");
    if (copier) {
      var source = document.getElementById(copier.dataset.copies);
      source.select();
      navigator.clipboard.writeText(source.value).then(function () {
        document.getElementById(source.id + "-copied").textContent = copier.dataset.copied;
      });
    }
    var theme = event.target.closest("[data-theme-choice]");
    if (theme) {
      var choice = theme.dataset.themeChoice;
      try { localStorage.setItem("theme", choice); } catch (_) { /* kept for this page only */ }
      if (choice === "system") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = choice;
      closeMenus();
    }
    if (event.target.matches("dialog")) event.target.close(); // a click beside the dialog
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      var open = document.querySelector("details[data-menu][open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      var dialog = document.getElementById("search");
      if (dialog) { event.preventDefault(); if (!dialog.open) openDialog(dialog); }
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") walkResults(event);
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-sends-form]")) event.target.form.requestSubmit();
  });
  document.addEventListener("input", function (event) { // the figure beside a slider follows it, in its own spelling
    if (event.target.type !== "range") return;
    var shown = document.querySelector('output[for="' + event.target.id + '"]');
    if (shown) shown.textContent = shown.textContent.replace(/[0-9]+/, event.target.value);
  });
  function showCopiers() { // only where the browser lets a page copy
    if (navigator.clipboard) document.querySelectorAll("[data-copies]").forEach(function (one) { one.hidden = false; });
  }
  showCopiers();
  document.addEventListener("htmx:load", showCopiers);
  document.addEventListener("submit", function (event) {
    var question = event.target.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });
})();
