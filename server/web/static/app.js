// Improves the pages; everything works without it.

const box = document.querySelector("#q");

// "/" goes to the search box, unless something is being typed or composed.
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  box?.focus();
  box?.select();
});

// Enter that ends an input method's composition does not submit: Safari sends
// it after compositionend.
let composed = 0;
box?.addEventListener("compositionend", (event) => { composed = event.timeStamp; });
box?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.isComposing || event.keyCode === 229 || event.timeStamp - composed < 50)) {
    event.preventDefault();
  }
});

// Empty fields stay out of the address.
for (const form of document.querySelectorAll("form[data-clean]")) {
  form.addEventListener("submit", () => {
    const empty = [...form.elements].filter((e) => e.name && e.value === "" && !e.disabled);
    for (const e of empty) e.disabled = true;
    setTimeout(() => { for (const e of empty) e.disabled = false; });
  });
}

// A changed choice is applied at once, a date when its field is left.
for (const field of document.querySelectorAll("[data-submit]")) {
  field.addEventListener("change", () => {
    const q = field.form.elements.q;
    if (q && q.value.trim() === "") return;
    field.form.requestSubmit();
  });
}

// Filters are folded on narrow screens only. Browsers that know
// ::details-content do it by style.
const fold = document.querySelector(".facets-fold");
if (fold && !CSS.supports("selector(::details-content)")) {
  fold.open = matchMedia("(min-width: 60rem)").matches;
}
if (matchMedia("(max-width: 70rem)").matches) {
  document.querySelector(".contents details")?.removeAttribute("open");
}

// The element that a fragment names.
function named(fragment) {
  try {
    return fragment ? document.getElementById(decodeURIComponent(fragment)) : null;
  } catch {
    return null; // not an escape
  }
}

// Matches of the reader: previous and next.
const matches = [...document.querySelectorAll("mark[data-match]")];
const step = document.querySelector("[data-step]");
if (step && matches.length > 0) {
  const output = step.querySelector("output");
  let current = -1;
  const smooth = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  const go = (i, behavior) => {
    matches[current]?.classList.remove("current");
    current = (i + matches.length) % matches.length;
    const mark = matches[current];
    mark.classList.add("current");
    for (let d = mark.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
    mark.scrollIntoView({ block: "center", behavior });
    output.textContent = `${current + 1} / ${matches.length}`;
  };
  step.hidden = false;
  document.querySelector(".jump .first").hidden = true;
  step.querySelector("[data-prev]").addEventListener("click", () => go(current - 1, smooth));
  step.querySelector("[data-next]").addEventListener("click", () => go(current + 1, smooth));
  output.textContent = `– / ${matches.length}`;
  // Begin at the unit that the address names, else at the first match.
  // :target is not set yet when this runs.
  const target = named(location.hash.slice(1));
  const inside = target ? matches.findIndex((m) => target.contains(m)) : 0;
  if (inside < 0) {
    // "Next" goes on from the unit.
    current = matches.filter((m) => m.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING).length - 1;
  } else if (performance.getEntriesByType("navigation")[0]?.type === "navigate") {
    go(inside, "auto");
  }
}

// Notes stand beside the text where the style sheet leaves room for them, each
// by its first marker. They repeat what stands at the end, so they are for the
// eye only.
const prose = document.querySelector(".text");
const markers = new Map();
for (const marker of prose?.querySelectorAll(".ref a") ?? []) {
  const note = named(marker.hash.slice(1));
  if (note && !markers.has(note)) markers.set(note, marker);
}
if (markers.size > 0) {
  const side = document.createElement("aside");
  side.className = "sidenotes";
  side.setAttribute("aria-hidden", "true");
  for (const [note, marker] of markers) {
    const text = note.querySelector("p").cloneNode(true);
    for (const back of text.querySelectorAll(".backref")) back.remove();
    for (const e of text.querySelectorAll("[id]")) e.removeAttribute("id");
    const number = document.createElement("a");
    number.href = `#${note.id}`;
    number.tabIndex = -1;
    number.textContent = marker.textContent;
    text.prepend(number);
    side.append(text);
  }
  prose.parentElement.append(side);
  const place = () => {
    if (getComputedStyle(side).display === "none") return;
    const top = prose.parentElement.getBoundingClientRect().top;
    let free = 0; // where the column is free from
    let i = 0;
    for (const marker of markers.values()) {
      const item = side.children[i++];
      const wanted = marker.getBoundingClientRect().top - top;
      // One that has drifted far from its marker is cut shorter.
      item.classList.toggle("short", free > wanted + 160);
      const at = Math.max(wanted, free);
      item.style.insetBlockStart = `${at}px`;
      free = at + item.offsetHeight + 10;
    }
  };
  new ResizeObserver(place).observe(prose);
}
