// Nothing on these pages needs this file. It makes the slash key go to the search box, lets Escape close the filters
// on a phone, and opens what was removed when a link leads to it.
"use strict";
(() => {
  const box = document.getElementById("q");

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "Escape" && location.hash === "#filters") {
      location.hash = "#content";
    }
  });

  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") target.open = true;
  };
  window.addEventListener("hashchange", open);
  open();
})();
