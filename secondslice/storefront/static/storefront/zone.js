"use strict";
// The visitor's own time zone is shown at once, where the browser tells it; without this script it is typed.
(() => {
  const field = document.querySelector("input[name=zone][data-guess]");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!field || !zone || zone === field.value) return;
  const query = new URLSearchParams(location.search);
  query.set("zone", zone);
  location.replace(`?${query}`);
})();
