// Nothing on these pages needs this file. It makes the slash key go to the search box, lets Escape close the filters
// on a phone, keeps the boxes true to the address after going back, and opens what was removed when a link leads to it.
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

  // A page that comes back from the browser's memory shows what was ticked when it was left: show what its address says.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.getElementById("search").reset();
  });

  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") target.open = true;
  };
  window.addEventListener("hashchange", open);
  open();
})();
