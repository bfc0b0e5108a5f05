// Move the cards of a board: by drag, and by keyboard. Without it the menu of a card does the same, with a page load.
(function () {
  "use strict";
  var dragged = null;
  var moving = null; // the card that was sent on its way last: it gets the focus back
  var opened = null; // where "Show more" was pressed: the column, and how many cards it had
  function board() { return document.querySelector("[data-board]"); }
  function linkOf(card) { return card && card.querySelector("[data-card-link]"); }
  function columns() { return Array.from(document.querySelectorAll("[data-board] [data-column]")); }
  function cardsOf(column) { return Array.from(column.querySelectorAll("[data-card]")); }
  function say(words) { document.getElementById("board-words").textContent = words; }

  function prepare() {
    document.querySelectorAll("[data-board] [data-move]").forEach(function (card) { card.draggable = true; });
  }

  // The server decides; the card stays where it is until the board is drawn anew.
  function move(card, to) {
    var form = document.getElementById("move");
    var from = card.closest("[data-column]").dataset.column;
    if (!form || from === to) return;
    var asks = board().dataset;
    if (asks.asks && from === asks.asksFrom && to === asks.asksTo && !window.confirm(asks.asks)) return;
    var values = { to: to };
    new FormData(form).forEach(function (value, name) { values[name] = value; });
    moving = card;
    card.classList.add("is-moving");
    htmx.ajax("POST", card.dataset.move, { source: card, target: "#board-words", swap: "innerHTML", values: values })
      .finally(function () { card.classList.remove("is-moving"); });
  }

  function redraw() {
    var id = moving && moving.id, from = new URL(location.href);
    ["after", "column"].forEach(function (name) { from.searchParams.delete(name); });
    htmx.ajax("GET", from.pathname + from.search, { target: "#board", select: "#board", swap: "outerHTML" })
      .then(function () {
        prepare();
        var place = linkOf(id && document.getElementById(id)) || document.querySelector("[data-board] h2");
        if (place) place.focus();
      });
  }
  document.body.addEventListener("card-moved", redraw);
  ["htmx:sendError", "htmx:responseError"].forEach(function (kind) {
    document.body.addEventListener(kind, function () { if (board()) say(board().dataset.failed); });
  });

  // By drag
  document.addEventListener("dragstart", function (event) {
    dragged = event.target.closest ? event.target.closest("[data-move]") : null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.id);
    dragged.classList.add("is-dragged");
  });
  function over(event) { return dragged && event.target.closest ? event.target.closest("[data-column]") : null; }
  function mark(column) {
    columns().forEach(function (one) { one.classList.toggle("is-over", one === column); });
  }
  document.addEventListener("dragover", function (event) {
    var column = over(event);
    if (!dragged) return;
    mark(column);
    if (column) { event.preventDefault(); event.dataTransfer.dropEffect = "move"; }
  });
  document.addEventListener("drop", function (event) {
    var column = over(event);
    if (!column) return;
    event.preventDefault();
    move(dragged, column.dataset.column);
  });
  document.addEventListener("dragend", function () {
    if (dragged) dragged.classList.remove("is-dragged");
    dragged = null;
    mark(null);
  });

  // By menu: the buttons belong to one form, which also works alone
  document.addEventListener("submit", function (event) {
    if (event.target.id !== "move" || !event.submitter) return;
    event.preventDefault();
    move(event.submitter.closest("[data-card]"), event.submitter.value);
  });

  // By keyboard
  function neighbour(column, step) {
    var all = columns(), place = all.indexOf(column) + step;
    while (all[place] && !cardsOf(all[place]).length) place += step;
    return all[place];
  }
  function focusCard(card) { if (linkOf(card)) { linkOf(card).focus(); return true; } return false; }
  function walk(event, card, column) {
    var all = cardsOf(column), place = all.indexOf(card);
    var ahead = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    var aside = event.key === "ArrowLeft" || event.key === "ArrowRight";
    var step = event.key === ahead || event.key === "ArrowDown" ? 1 : -1;
    if (!aside) return focusCard(all[place + step]);
    if (event.shiftKey) {
      var to = columns()[columns().indexOf(column) + step];
      if (!to || !card.dataset.move) return false;
      move(card, to.dataset.column);
      return true;
    }
    var beside = neighbour(column, step);
    if (!beside) return false;
    var there = cardsOf(beside);
    return focusCard(there[Math.min(place, there.length - 1)]);
  }
  function walkMenu(event, menu) {
    var stops = Array.from(menu.querySelectorAll("summary, button"));
    var next = stops[stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (menu.open && next) { event.preventDefault(); next.focus(); }
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    var card = event.target.closest("[data-board] [data-card]");
    if (!card) return;
    var menu = card.querySelector("[data-move-menu]");
    if (menu && menu.contains(event.target)) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") walkMenu(event, menu);
      return;
    }
    if (event.target !== linkOf(card)) return;
    if (event.key.toLowerCase() === "m" && menu) {
      event.preventDefault();
      menu.open = true;
      menu.querySelector("button").focus();
    } else if (event.key.indexOf("Arrow") === 0) {
      if (walk(event, card, card.closest("[data-column]"))) event.preventDefault();
    }
  });

  document.addEventListener("click", function (event) {
    var jump = event.target.closest("[data-jumps]");
    if (jump) { // sideways only: the page does not leave its place
      event.preventDefault();
      document.querySelector(jump.getAttribute("href")).scrollIntoView({ inline: "start", block: "nearest" });
    }
    if (event.target.closest("[data-hushes]")) say("");
    var more = event.target.closest("[data-more]");
    if (more) {
      var column = more.closest("[data-column]");
      opened = { column: column.dataset.column, cards: cardsOf(column).length };
    }
  });
  document.body.addEventListener("htmx:afterSettle", function () {
    prepare();
    if (!opened) return;
    var column = document.querySelector('[data-column="' + opened.column + '"]');
    var first = column && cardsOf(column)[opened.cards];
    opened = null;
    if (first) focusCard(first);
  });

  prepare();
  var named = location.hash && document.getElementById(location.hash.slice(1));
  if (named && named.matches("[data-card]")) focusCard(named);
})();
