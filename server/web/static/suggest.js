// Completes what is typed into the search box: a WAI-ARIA combobox whose list
// the keys move through. Without it the box is a plain form.

const box = document.querySelector("#q");
const form = box?.closest("form[data-suggest]");
if (form) combobox(JSON.parse(form.dataset.suggest));

function combobox(words) {
  const list = element("ul", "suggestions", { id: "suggestions", role: "listbox", "aria-label": words.label });
  const status = element("p", "vh", { role: "status" });
  list.hidden = true;
  const holder = element("div", "combo", {});
  box.before(holder);
  holder.append(box, list, status);
  set(box, { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "suggestions", "aria-haspopup": "listbox" });

  let items = []; // what the list shows
  let active = -1; // the option that the keys are on
  let own = box.value; // what was typed itself
  let timer = 0;
  let request = null;

  function close() {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    list.replaceChildren();
    items = [];
    activate(-1);
    box.setAttribute("aria-expanded", "false");
    status.textContent = "";
  }

  function activate(i) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = i;
    const option = list.children[i];
    if (!option) {
      box.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  }

  function show(suggestions) {
    items = suggestions;
    list.replaceChildren(...items.map((item, i) => {
      const option = element("li", "", { id: `suggestion-${i}`, role: "option", "aria-selected": "false" });
      const text = element("span", "text-of", {});
      for (const part of item.segments) {
        const piece = document.createElement(part.match ? "mark" : "span");
        piece.textContent = part.text;
        text.append(piece);
      }
      const kind = element("span", "kind-of", {});
      kind.textContent = words.kinds[item.kind] ?? "";
      option.append(text, kind);
      option.addEventListener("click", () => choose(i));
      return option;
    }));
    list.hidden = items.length === 0;
    active = -1;
    activate(-1);
    box.setAttribute("aria-expanded", String(items.length > 0));
    status.textContent = items.length > 0 ? words.found.replace("%s", items.length) : "";
  }

  async function ask() {
    request?.abort();
    const mine = new AbortController();
    request = mine;
    const query = new URLSearchParams({ q: box.value, limit: "8" });
    for (const field of form.querySelectorAll("input[type=hidden][name=source]")) query.append("source", field.value);
    try {
      const answer = await fetch(`/api/v1/suggest?${query}`, { signal: mine.signal });
      if (!answer.ok) throw new Error(answer.status);
      const { suggestions } = await answer.json();
      if (!mine.signal.aborted && document.activeElement === box) show(suggestions);
    } catch {
      if (!mine.signal.aborted) close(); // the box works without it
    }
  }

  function later() {
    clearTimeout(timer);
    own = box.value;
    if (box.value.trim() === "") return close();
    timer = setTimeout(ask, 120);
  }

  // A title leads to its document, everything else is searched.
  function choose(i) {
    const item = items[i];
    close();
    if (item.url) {
      location.assign(item.url);
      return;
    }
    box.value = item.text;
    form.requestSubmit();
  }

  function move(step) {
    const n = items.length + 1; // the last place is the box itself
    activate((active + step + 1 + n) % n - 1);
    box.value = active < 0 ? own : items[active].text;
  }

  let composed = 0; // when an input method was done
  box.addEventListener("compositionend", (event) => { composed = event.timeStamp; later(); });
  box.addEventListener("input", (event) => { if (!event.isComposing) later(); });
  box.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  form.addEventListener("submit", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.timeStamp - composed < 50 || event.altKey || event.ctrlKey || event.metaKey) return;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        if (list.hidden) {
          if (box.value.trim() !== "") ask();
        } else {
          move(event.key === "ArrowDown" ? 1 : -1);
        }
        break;
      case "Enter":
        if (active < 0) return;
        choose(active);
        break;
      case "Escape":
        if (list.hidden) return;
        box.value = own;
        close();
        break;
      default:
        return;
    }
    event.preventDefault();
  });
}

function element(name, className, attributes) {
  const e = document.createElement(name);
  if (className) e.className = className;
  set(e, attributes);
  return e;
}

function set(e, attributes) {
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
}
