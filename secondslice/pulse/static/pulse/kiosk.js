// Lead back to the question: soon when nobody touches the kiosk, later while somebody types.
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
