// Shows one question in a frame of its own, where this script stands. It never throws into the page, sets no cookie and
// reads nothing of the page. Add data-into="#somewhere" to the script tag to put the frame into another place.
(function (script) {
  "use strict";
  try {
    var address = new URL(script.src);
    var frame = document.createElement("iframe");
    frame.src = address.origin + address.pathname.replace(/\/widget\/([\w-]+)\.js$/, "/q/$1");
    frame.title = "the question";
    frame.referrerPolicy = "no-referrer";
    frame.setAttribute("sandbox", "allow-forms allow-scripts allow-same-origin");
    frame.style.cssText = "display:block;width:100%;max-width:32rem;height:26rem;border:0";
    addEventListener("message", function (event) {
      if (event.source !== frame.contentWindow || event.origin !== address.origin) return;
      var height = Number(event.data && event.data.slice);
      if (height > 0) frame.style.height = Math.min(Math.max(height, 160), 2400) + "px";
    });
    var place = function () {
      try {
        var into = script.dataset.into && document.querySelector(script.dataset.into);
        if (into) into.appendChild(frame);
        else if (document.body.contains(script)) script.insertAdjacentElement("afterend", frame);
        else document.body.appendChild(frame);
      } catch (_) { /* no place for it: the page goes on without */ }
    };
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", place);
    else place();
  } catch (_) { /* an old browser: the page goes on without */ }
})(document.currentScript);
