// Completions below the search box, asked for while typing. The page is whole without this file: the box is an ordinary
// field of a form. Keys: down and up choose, Enter takes what is chosen, Escape closes; without a choice Enter searches.
"use strict";
(() => {
  const box = document.getElementById("q");
  const form = box.form;
  const { suggest, release, words } = box.dataset;
  const kinds = JSON.parse(words);
  const [SHORTEST, LONGEST, PAUSE] = [2, 100, 150];

  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", kinds.label);
  list.hidden = true;
  const heard = document.createElement("p");
  heard.className = "vh";
  heard.setAttribute("aria-live", "polite");
  form.append(list, heard);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
  })) box.setAttribute(name, value);

  let found = [];
  let chosen = -1;
  let timer = 0;
  let asking = null;

  const address = ({ kind, value }) => {
    if (kind === "title") return release.replace("ID", encodeURIComponent(value));
    const asked = new URLSearchParams(new FormData(form));
    asked.delete("q");
    if (!asked.getAll(kind).includes(value)) asked.append(kind, value);
    return `${form.action}?${asked}`;
  };

  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    found = [];
    choose(-1);
    list.hidden = true;
    list.replaceChildren();
    box.setAttribute("aria-expanded", "false");
    heard.textContent = "";
  };

  const choose = (number) => {
    chosen = number;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === number)));
    if (number < 0) {
      box.removeAttribute("aria-activedescendant");
      return;
    }
    box.setAttribute("aria-activedescendant", list.children[number].id);
    list.children[number].scrollIntoView({ block: "nearest" });
  };

  const show = (suggestions) => {
    found = suggestions;
    list.replaceChildren(...suggestions.map((entry, place) => {
      const option = document.createElement("li");
      option.id = `suggestion-${place}`;
      option.setAttribute("role", "option");
      const text = document.createElement("span");
      text.dir = "auto";
      text.className = "what";
      text.textContent = entry.text;
      const kind = document.createElement("span");
      kind.className = "kind";
      kind.textContent = entry.count ? `${kinds[entry.kind]} · ${entry.count.toLocaleString("en")}` : kinds[entry.kind];
      option.append(text, " ", kind);
      return option;
    }));
    choose(-1);
    list.hidden = suggestions.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
    heard.textContent = list.hidden ? "" : `${suggestions.length} ${kinds.heard}`;
  };

  const ask = async () => {
    const typed = box.value.trim();
    asking?.abort();
    if (typed.length < SHORTEST || typed.length > LONGEST) return close();
    asking = new AbortController();
    try {
      const answer = await fetch(`${suggest}?${new URLSearchParams({ q: typed })}`, { signal: asking.signal });
      if (answer.ok && document.activeElement === box) show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close(); // no completions is no fault that a reader could mend
    }
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) {
      if (step > 0) ask();
    } else if (step) {
      event.preventDefault();
      const places = found.length + 1; // one of them is the box itself
      choose(((chosen + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(address(found[chosen]));
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the first Escape closes the list, the next one may empty the box
      close();
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const place = [...list.children].indexOf(event.target.closest("li"));
    if (place >= 0) location.assign(address(found[place]));
  });
  box.addEventListener("blur", close);
  form.addEventListener("submit", close);
  window.addEventListener("pagehide", close);
})();
