// Copies citations, and counts what is selected. Without it each format is a link.

// What a button copies: the text beside it, with its italics, or what the link
// leads to. The clipboard takes a promise, because Safari forgets the click
// while an answer is on its way.
function citation(link, entry) {
  if (entry) {
    return {
      "text/plain": new Blob([entry.textContent], { type: "text/plain" }),
      "text/html": new Blob([entry.innerHTML], { type: "text/html" }),
    };
  }
  const text = fetch(link.href).then((answer) => {
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.text();
  });
  return { "text/plain": text.then((t) => new Blob([t.trim()], { type: "text/plain" })) };
}

function addButtons(details) {
  const status = details.querySelector("[role=status]");
  for (const link of details.querySelectorAll("li > a")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = details.dataset.cite;
    button.setAttribute("aria-label", `${details.dataset.cite} ${link.textContent}`);
    button.addEventListener("click", async () => {
      status.textContent = "";
      let said = details.dataset.copied;
      try {
        await navigator.clipboard.write([new ClipboardItem(citation(link, link.parentElement.querySelector(".entry")))]);
      } catch {
        said = details.dataset.failed;
      }
      status.textContent = `${link.textContent}: ${said}`;
      button.textContent = said;
      setTimeout(() => { button.textContent = details.dataset.cite; }, 2000);
    });
    link.after(" ", button);
  }
}

// Only pages that came over HTTPS, or from this machine, have a clipboard.
if (navigator.clipboard && window.ClipboardItem) {
  for (const details of document.querySelectorAll("[data-cite]")) {
    details.addEventListener("toggle", () => addButtons(details), { once: true });
  }
}

const form = document.querySelector("#export");
if (form) {
  const fold = form.closest("details");
  const show = () => {
    const n = [...form.elements].filter((e) => e.name === "item" && e.checked).length;
    form.querySelector("button").disabled = n === 0;
    form.querySelector("[data-selected]").textContent = n > 0 ? String(n) : "";
    if (n > 0) fold.open = true;
  };
  document.addEventListener("change", (event) => { if (event.target.form === form) show(); });
  window.addEventListener("pageshow", show); // the browser may have kept the boxes
}
