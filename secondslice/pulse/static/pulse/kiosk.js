// Lead a kiosk back to the question for the next person: soon when nobody touches it, later while somebody types.
(function () {
  "use strict";
  var next = document.querySelector("[data-next]");
  if (!next) return;
  var timer;
  var wait = function (seconds) {
    clearTimeout(timer);
    timer = setTimeout(function () { location.replace(next.href); }, seconds * 1000);
  };
  wait(Number(next.dataset.next));
  ["pointerdown", "keydown", "input"].forEach(function (kind) {
    addEventListener(kind, function () { wait(45); }, true);
  });
})();
