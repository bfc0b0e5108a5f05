// Propose the browser's own time zone where nobody has chosen one yet.
(function () {
  "use strict";
  var field = document.getElementById("id_time_zone");
  if (!field || field.value !== "UTC") return;
  var zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  var known = Array.prototype.some.call(field.list.options, function (option) { return option.value === zone; });
  if (known) field.value = zone;
})();
