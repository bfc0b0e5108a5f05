// Mark the theme that is chosen in this browser. ui/shell.js does the choosing.
(function () {
  "use strict";
  function mark() {
    var chosen = document.documentElement.dataset.theme || "system";
    document.querySelectorAll("[data-themes] [data-theme-choice]").forEach(function (button) {
      var is = button.dataset.themeChoice === chosen;
      button.setAttribute("aria-pressed", is ? "true" : "false");
      button.classList.toggle("btn-active", is);
    });
  }
  mark();
  new MutationObserver(mark).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
})();
