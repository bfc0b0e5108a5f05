// Tell the server what pressed the button: a hand, a key, or a program. Without this script one more tap is asked.
(function () {
  "use strict";
  var hand = "none";
  addEventListener("pointerdown", function (event) {
    if (event.isTrusted) hand = event.pointerType === "touch" ? "touch" : "pointer";
  }, true);
  addEventListener("keydown", function (event) {
    if (event.isTrusted) hand = "key";
  }, true);
  addEventListener("click", function (event) {
    // A screen reader presses without pointer or key; the browser vouches for it.
    if (event.isTrusted && hand === "none") hand = "click";
    if (!event.isTrusted) hand = "none";
  }, true);
  addEventListener("submit", function (event) {
    var fields = event.target.elements;
    if (fields.hand) fields.hand.value = hand;
    if (fields.driven) fields.driven.value = navigator.webdriver ? "1" : "0";
  }, true);
  var reasons = Array.from(document.querySelectorAll("input[name=reason]"));
  function keepToThree() {
    var full = reasons.filter(function (one) { return one.checked; }).length >= 3;
    reasons.forEach(function (one) { one.disabled = full && !one.checked; });
  }
  addEventListener("change", keepToThree);
  addEventListener("pageshow", keepToThree); // going back ticks them again
})();
