// Keys for the queue, and documents dropped on the page. Every act goes through the forms that work without this module.
const said = document.getElementById("said");
const keys = document.getElementById("keys");
const on = document.getElementById("keys-on");
let acts = Promise.resolve();
let pending = 0;

document.documentElement.classList.add("scripted");
on.checked = localStorage.getItem("latticework-keys") !== "off";
on.addEventListener("change", () => localStorage.setItem("latticework-keys", on.checked ? "on" : "off"));

const cards = () => [...document.querySelectorAll(".card:not(.gone)")];
const current = () => document.querySelector('.card[aria-current]:not(.gone)');
const search = () => new URLSearchParams(location.search).get("q") ?? "";

function say(words, problem = false) {
  said.textContent = words;
  said.classList.toggle("problem", problem);
}

function address(id) {
  const query = new URLSearchParams();
  if (search()) query.set("q", search());
  if (id) query.set("record", id);
  return "/read" + (query.size ? "?" + query : "");
}

// Put what a page holds in the place of what is here; the text keeps its place unless another record is in view.
function show(there, id) {
  const place = document.getElementById("text")?.scrollTop ?? 0;
  const before = document.getElementById("document").dataset.sha;
  for (const part of ["panes", "reading"]) document.getElementById(part).replaceWith(document.adoptNode(there.getElementById(part)));
  const text = document.getElementById("text");
  if (text && document.getElementById("document").dataset.sha === before) text.scrollTop = place;
  history.replaceState(null, "", address(id));
  dress();
  look();
}

// Bring the record in view into sight, left and right.
function look(first = false) {
  const card = current();
  document.querySelectorAll("mark.now").forEach((mark) => mark.classList.remove("now"));
  if (!card) return;
  const marks = document.querySelectorAll(`mark[data-ids~="${CSS.escape(card.dataset.id)}"]`);
  marks.forEach((mark) => mark.classList.add("now"));
  const text = document.getElementById("text");
  if (marks.length && text) {
    const middle = marks[0].getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
    text.scrollTop += middle;
  }
  if (!first) card.scrollIntoView({ block: "nearest" });
}

async function choose(card, focus = true) {
  if (!card) return;
  current()?.removeAttribute("aria-current");
  card.setAttribute("aria-current", "true");
  if (card.dataset.sha === document.getElementById("document").dataset.sha && document.querySelector(`mark[data-ids~="${CSS.escape(card.dataset.id)}"]`)) {
    history.replaceState(null, "", address(card.dataset.id));
    look();
  } else {
    await load(card.dataset.id);
  }
  if (focus) (current() ?? card).focus({ preventScroll: true });
}

async function load(id) {
  const answer = await fetch(address(id));
  show(new DOMParser().parseFromString(await answer.text(), "text/html"), id);
}

// Do one act after the other; a decided card goes at once, and the page is put right when the last answer has come.
function act(form, more) {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  const card = form.closest(".card");
  let next = current();
  if (card) {
    const all = cards();
    const at = all.indexOf(card);
    next = all[at + 1] ?? all[at - 1] ?? null;
    card.classList.add("gone");
    card.removeAttribute("aria-current");
    if (next) { next.setAttribute("aria-current", "true"); next.focus({ preventScroll: true }); look(); }
  }
  body.set("next", next?.dataset.id ?? "");
  pending += 1;
  acts = acts.then(async () => {
    const answer = await fetch("/read/decide", { method: "POST", body: new URLSearchParams(body) });
    const there = new DOMParser().parseFromString(await answer.text(), "text/html");
    pending -= 1;
    if (!answer.ok) {
      card?.classList.remove("gone");
      say(there.querySelector('[role="alert"]')?.textContent ?? "That did not work.", true);
      if (card) choose(card);
      return;
    }
    say(there.getElementById("said").textContent);
    if (pending === 0) {
      const id = current()?.dataset.id ?? there.querySelector(".card[aria-current]")?.dataset.id ?? "";
      if (there.querySelector(".card[aria-current]")?.dataset.id === id) show(there, id); else await load(id);
      current()?.focus({ preventScroll: true });
    }
  }).catch(() => { pending -= 1; card?.classList.remove("gone"); say("The app does not answer. Is `latticework serve` still running?", true); });
}

function decide(verdict) {
  const card = current();
  if (card) act(card.querySelector("form.decide"), { verdict, why: "" });
}

function move(by) {
  const all = cards();
  choose(all[Math.min(Math.max(all.indexOf(current()) + by, 0), all.length - 1)]);
}

function open(selector, field) {
  const details = current()?.querySelector(selector);
  if (!details) return;
  details.open = true;
  details.querySelector(field).focus();
}

async function merge() {
  const type = current()?.dataset.type;
  open("form.merge details", "input[name=entity]");
  const list = document.getElementById("entities");
  if (!type || list.dataset.type === type) return;
  const answer = await fetch(`/api/register/${type}s?most=1000`);
  if (!answer.ok) return;
  list.dataset.type = type;
  list.replaceChildren(...(await answer.json()).rows.map((row) => new Option(row.label, row.id)));
}

const does = {
  a: () => decide("accept"), n: () => decide("accept-new"), x: () => decide("reject"), s: () => decide("skip"),
  e: () => open("details.edit", "input"), m: merge, j: () => move(1), k: () => move(-1),
  z: () => act(document.querySelector("form.back"), { verdict: "undo" }),
  Z: () => act(document.querySelector("form.back"), { verdict: "redo" }),
  "/": () => document.getElementById("search").focus(), "?": () => keys.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest?.("details[open]")) {
    event.target.closest("details").open = false;
    current()?.focus({ preventScroll: true });
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || keys.open || event.repeat && !"jk".includes(event.key)) return;
  if (event.target.closest?.("input, textarea, select") || !(on.checked || event.key === "?")) return;
  if (!(event.key in does)) return;
  event.preventDefault();
  does[event.key]();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".decide, .merge, .back")) {
    event.preventDefault();
    act(form, { verdict: event.submitter?.value ?? (form.matches(".merge") ? "merge" : "accept") });
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("a, button, input, summary, label")) {
    const link = event.target.closest(".card h3 a");
    if (link && !event.ctrlKey && !event.metaKey) { event.preventDefault(); choose(link.closest(".card")); }
    return;
  }
  const card = event.target.closest(".card");
  const ids = event.target.closest("mark")?.dataset.ids.split(" ") ?? [];
  const meant = card ?? ids.map((id) => document.getElementById(`c-${id}`)).find(Boolean);
  if (meant && meant !== current()) choose(meant);
});

// Files dropped anywhere on the page.
const body = document.body;
document.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) { event.preventDefault(); body.classList.add("dropping"); } });
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) body.classList.remove("dropping"); });
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  body.classList.remove("dropping");
  const form = new FormData();
  for (const file of event.dataTransfer.files) form.append("files", file);
  send(form);
});
document.querySelector(".intake form").addEventListener("submit", (event) => {
  event.preventDefault();
  send(new FormData(event.target));
});

async function send(form) {
  const answer = await fetch("/api/reading", { method: "POST", body: form });
  const told = await answer.json();
  if (!answer.ok) { say(told.problem, true); return; }
  say("");
  document.querySelector(".intake form").reset();
  await load(current()?.dataset.id ?? "");
}

// While documents are read, the bar moves; then the queue is loaded again.
let watching = false;
async function watch() {
  if (watching || !document.querySelector("[data-reading]")) return;
  watching = true;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const now = await (await fetch("/api/reading")).json();
    const bar = document.getElementById("bar");
    if (now.state !== "reading" || !bar) break;
    bar.value = now.done;
    document.getElementById("far").textContent = `${now.done} of ${now.total}`;
  }
  watching = false;
  await load(current()?.dataset.id ?? "");
}

function dress() {
  const help = document.getElementById("help");
  help.hidden = false;
  help.addEventListener("click", () => keys.showModal());
  document.querySelector("[data-reading]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    fetch("/api/reading/cancel", { method: "POST" });
  });
  watch();
}

dress();
look(true);
