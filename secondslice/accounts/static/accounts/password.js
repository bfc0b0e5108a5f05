// A box to show a new password while one types it. Without it the fields work as ever.
(function () {
  "use strict";
  var fields = document.querySelectorAll("input[data-can-be-shown]");
  var words = document.querySelector("template[data-show-password]");
  if (!fields.length || !words) return;
  var box = words.content.cloneNode(true);
  box.querySelector("input").addEventListener("change", function (event) {
    fields.forEach(function (field) { field.type = event.target.checked ? "text" : "password"; });
  });
  fields[fields.length - 1].parentElement.append(box);
})();
