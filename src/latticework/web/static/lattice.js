// The Lattice in motion. Every number and word comes from the server's engine, at the levels that a slider can show;
// nothing is computed in between. This module only bends rails, as bending.py does, and moves dots.
const $ = (what, where = document) => where.querySelector(what);
const $$ = (what, where = document) => [...where.querySelectorAll(what)];
const data = JSON.parse($("#data").textContent);
const COARSE = 8, SAG = 9, DROOP = 1.5, CRACK = 2, GAPE = 4, OVERHANG = 8;

const tenth = (value) => Math.floor(value * 10 + 0.5) / 10;

/** The line of a rail: see rail_path in bending.py. */
export function railPath([y, joints], pulled, parted, lost) {
  const at = joints.map(([x, actor, carries]) => {
    const loose = carries && pulled.has(actor);
    return [x, loose ? SAG * lost : 0, loose && parted.includes(actor)];
  });
  if (!at.length) return "";
  const alone = at.length === 1, first = at[0], final = at[at.length - 1];
  if (!first[2] || alone) at.unshift([first[0] - OVERHANG, first[1], false]);
  if (!final[2] || alone) at.push([final[0] + OVERHANG, final[1], false]);
  const gap = (i, j) => Math.min(CRACK + GAPE * lost, 0.45 * Math.abs(at[j][0] - at[i][0]));
  let said = "", px = 0, py = 0;
  at.forEach(([x, down, open], i) => {
    if (i) {
      const right = open ? x - gap(i, i - 1) : x, end = open ? down + DROOP : down, half = (right - px) / 2;
      said += `C${tenth(px + half)} ${tenth(y + py)} ${tenth(right - half)} ${tenth(y + end)} ${tenth(right)} ${tenth(y + end)}`;
    }
    px = x; py = down;
    if (open && i + 1 < at.length) { px = x + gap(i, i + 1); py = down + DROOP; }
    if (!i || (open && i + 1 < at.length)) said += `M${tenth(px)} ${tenth(y + py)}`;
  });
  return said;
}

const fall = (before, after) => (before > 0 ? Math.max(0, 1 - after / before) : 0);
const pick = (column, i) => (column.length === 1 ? column[0] : column[i]);

// What is on the page, found once.
const pulls = $$(".pull[data-actor]").map((row) => ({
  row, actor: row.dataset.actor, slider: $("input[type=range]", row), how: $("select[name=how]", row), said: $("output", row),
  marks: $$(".marks button", row),
}));
const pulled = new Set(data.pulled);
const shapes = Object.fromEntries($$("svg.lattice").map((svg) => {
  const { axis, rails } = data.shapes[svg.dataset.shape];
  const rows = $$("a.rail", svg).map((link) => ({
    link, id: link.dataset.id, rail: rails[link.dataset.id], line: $(".line", link), label: $(".label", link), said: $(".said", link), dot: $(".dot", link), range: $(".range", link),
    joints: $$(".joint", link), text: $(".label", link).textContent.slice(1), state: "",
  }));
  return [svg.dataset.shape, { svg, axis, rows }];
}));
const cards = $$(".card").map((card) => ({ card, id: card.dataset.function, word: $(".word", card), sign: $(".sign", card), said: $(".said", card), tally: $(".tally", card), dot: $(".dot", card), range: $(".range", card), verdict: "" }));
const narrow = matchMedia("(max-width: 56rem)");

// Rows in sight, and somewhat beyond, are drawn in every frame; the others when they come near, or when the slider rests.
const near = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    const { shape, row } = target.drawn;
    row.near = isIntersecting;
    if (row.near && row.stale) draw(shape, row, last);
  }
}, { rootMargin: "300px 0px" });
for (const shape of Object.values(shapes)) for (const row of shape.rows) {
  row.link.drawn = { shape, row };
  row.near = true;
  near.observe(row.link);
}

/** Write an attribute that has changed. */
function write(node, name, value) {
  const written = (node.written ??= {});
  if (written[name] !== value) { written[name] = value; node.setAttribute(name, value); }
}

/** Draw one row: `one(kind, id)` gives the answer's fields. */
function draw({ axis: [left, right] }, row, one) {
  const across = (share) => tenth(left + share * (right - left));
  const now = one("arrangements", row.id), lost = fall(now.before.mean, now.mean);
  row.stale = false;
  write(row.line, "d", railPath(row.rail, pulled, now.parted, lost));
  if (row.state !== now.state) {
    row.state = now.state;
    row.link.setAttribute("class", `rail ${now.state.replaceAll(" ", "-")}${row.link.classList.contains("here") ? " here" : ""}`);
    row.label.textContent = data.states[now.state] + row.text;
  }
  if (row.said.textContent !== now.said) row.said.textContent = now.said;
  write(row.dot, "cx", across(now.mean));
  write(row.range, "x1", across(now.low)); write(row.range, "x2", across(now.high));
  row.rail[1].forEach(([, actor, carries], i) => {
    if (!carries || !pulled.has(actor)) return;
    write(row.joints[i], "transform", `translate(0 ${tenth(tenth(SAG * lost) - (row.joints[i].drop ??= startDrop(row, i)))})`);
    row.joints[i].classList.toggle("open", now.parted.includes(actor));
  });
}

/** Draw one level: the rows in sight, or all of them. */
function paint(one, all = false) {
  const shape = shapes[narrow.matches ? "narrow" : "wide"];
  for (const row of shape.rows) {
    if (all ? row.stale : row.near) draw(shape, row, one);
    else if (!all) row.stale = true;
  }
  for (const card of cards) {
    const now = one("functions", card.id);
    if (card.verdict !== now.verdict) { card.card.className = `card ${now.verdict}`; card.verdict = now.verdict; card.word.textContent = now.verdict; card.sign.textContent = data.symbols[now.verdict]; }
    if (card.said.textContent !== now.said) card.said.textContent = now.said;
    if (now.tally !== undefined) card.tally.textContent = now.tally;
    card.dot.setAttribute("cx", tenth(6 + 188 * now.mean));
    card.range.setAttribute("x1", tenth(6 + 188 * now.low)); card.range.setAttribute("x2", tenth(6 + 188 * now.high));
  }
}

/** How far the server had already let a joint drop. */
function startDrop(row, i) {
  const box = row.joints[i].getBBox(), middle = box.y + box.height / 2;
  return tenth(middle - row.rail[0]);
}

// Answers from the server: one grid of levels for each slider, given where the others stand.
const grids = new Map();
const address = () => {
  const query = new URLSearchParams(location.search);
  for (const name of ["pull", "who", "how", "show"]) query.delete(name);
  for (const one of pulls) query.append("pull", `${one.actor}:${one.how.value}`);
  return query;
};
function gridKey(moved) {
  const query = address(), others = pulls.filter((one) => one !== moved).map((one) => `${one.actor}:${one.how.value}`);
  query.delete("pull");
  for (const other of [...others, `${moved.actor}:0`]) query.append("pull", other);
  query.append("move", moved.actor);
  return query.toString();
}
function grid(moved) {
  const key = gridKey(moved);
  if (!grids.has(key)) {
    const entry = { ready: null, tell: null };
    const ask = async (every) => {
      const answer = await fetch(`/api/lattice/levels?${key}&every=${every}`);
      if (!answer.ok) throw new Error(answer.status);
      entry.ready = await answer.json();
      entry.tell?.();
    };
    entry.coming = ask(COARSE).then(() => ask(1)); // a few levels at once, the others behind them
    entry.coming.catch(() => { grids.delete(key); if (entry.tell) failed(); });
    grids.set(key, entry);
  }
  return grids.get(key);
}
const atLevel = (found, i) => (kind, id) => {
  const column = found[kind][id];
  return { before: column.before, mean: pick(column.mean, i), low: pick(column.low, i), high: pick(column.high, i), said: pick(column.said, i), verdict: pick(column.verdict, i), state: column.state && pick(column.state, i), because: column.because && pick(column.because, i), parted: column.parted ? pick(column.parted, i) : [], tally: column.tally && pick(column.tally, i) };
};
const fromNow = (found) => (kind, id) => {
  const one = found[kind][id];
  return { ...one, ...one.after, before: one.before };
};

let frames = 0, last = null, waiting = 0;
export const measured = { times: [] };
function move(one) {
  const i = Number(one.slider.value), level = data.levels[i];
  setHow(one, String(level));
  const wanted = grid(one);
  const show = () => {
    if (Number(one.slider.value) !== i || one.how.value !== String(level)) return;
    const start = performance.now(), there = wanted.ready.levels;
    const j = there.reduce((best, at, k) => (Math.abs(at - level) < Math.abs(there[best] - level) ? k : best), 0);
    const exact = there[j] === level;
    last = atLevel(wanted.ready, j);
    paint(last);
    tell(one, exact ? `level ${level}` : `level ${there[j]} (${level} is coming)`);
    measured.times.push(performance.now() - start);
    if (!exact) return;
    wanted.tell = null;
    document.documentElement.dataset.level = `${one.actor}:${level}`;
    settle(wanted.ready.headline[j]);
  };
  clearTimeout(waiting);
  wanted.tell = show;
  if (wanted.ready) {
    cancelAnimationFrame(frames);
    frames = requestAnimationFrame(show);
  } else {
    one.row.setAttribute("aria-busy", "true");
    const free = () => one.row.removeAttribute("aria-busy");
    wanted.coming.then(free, free);
  }
}
function failed() { $("#heard").textContent = $("#headline").textContent = "The server gave no answer. Is latticework serve still running?"; }

function tell(one, words) {
  if (one.said.textContent === words) return;
  one.said.textContent = words;
  one.slider.setAttribute("aria-valuetext", words);
}
function setHow(one, how) {
  if (![...one.how.options].some((option) => option.value === how)) one.how.append(new Option(`level ${how}`, how));
  one.how.value = how;
  const range = data.postures[how];
  tell(one, !range ? `level ${how}` : range[0] === range[1] ? `${how.replaceAll("_", " ")} (level ${range[0]})` : `${how.replaceAll("_", " ")}: judged range ${range[0]}–${range[1]}`);
  for (const mark of one.marks) mark.setAttribute("aria-pressed", String(mark.dataset.how === how));
  const band = $(".between", one.row);
  band.hidden = !range || range[0] === range[1];
  if (!band.hidden) { band.style.left = `${100 * (1 - range[1])}%`; band.style.width = `${100 * (range[1] - range[0])}%`; }
}
function posture(one, how) {
  setHow(one, how);
  const [low, high] = data.postures[how];
  one.slider.value = Math.round((1 - (low + high) / 2) * (data.levels.length - 1));
  fetch(`/api/lattice?${address()}`).then((answer) => answer.ok ? answer.json() : Promise.reject()).then((found) => {
    if (one.how.value !== how) return;
    last = fromNow(found);
    paint(last);
    document.documentElement.dataset.level = `${one.actor}:${how}`;
    settle(found.headline);
  }).catch(failed);
}

// What need not move in every frame: address, headline, tables, links, panel.
function settle(headline) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    paint(last, true);
    const query = address(), open = $("#panel").hidden ? null : $("#panel").dataset.show;
    $("#headline").textContent = $("#heard").textContent = headline;
    const said = query.toString().replaceAll("%3A", ":");
    history.replaceState(null, "", `/?${said}${open ? `&show=${encodeURIComponent(open)}` : ""}`);
    for (const shape of Object.values(shapes)) for (const row of shape.rows) {
      const now = last("arrangements", row.id), words = `${row.link.dataset.label ??= row.link.getAttribute("aria-label").split(": ").slice(0, -1).join(": ")}: ${now.state}, still works ${now.said}`;
      row.link.setAttribute("aria-label", words); $("title", row.link).textContent = words;
      row.link.setAttribute("href", `/?${said}&show=${encodeURIComponent(row.id)}#panel`);
    }
    for (const { card, id } of cards) $("a", card).href = `/?${said}&show=${encodeURIComponent(id)}#panel`;
    for (const kind of ["functions", "arrangements"]) for (const row of $$(`#${kind === "functions" ? "functions" : "rails"}-table [data-row]`)) {
      const now = last(kind, row.dataset.row);
      $(".said", row).textContent = now.said;
      $(".word", row).textContent = kind === "functions" ? `${data.symbols[now.verdict]} ${now.verdict}` : `${data.states[now.state]} ${now.state}`;
      if (kind === "arrangements") $(".because", row).textContent = now.because;
    }
    const record = $("#record");
    if (record) fetch(`/given?${query}`).then((answer) => answer.ok ? answer.text() : Promise.reject()).then((part) => { record.innerHTML = part; }).catch(failed);
    if (open) show(open, false);
  }, 150);
}

// The panel.
const panel = $("#panel");
async function show(id, focus = true) {
  const query = address();
  query.append("show", id);
  const answer = await fetch(`/panel?${query}`);
  if (!answer.ok) return failed();
  panel.innerHTML = await answer.text(); // our own page's markup, escaped by the server
  panel.hidden = false;
  panel.dataset.show = id;
  for (const row of $$("a.rail[data-id]")) row.classList.toggle("here", row.dataset.id === id);
  history.replaceState(null, "", `/?${query.toString().replaceAll("%3A", ":")}`);
  if (focus) { panel.focus(); if (narrow.matches) panel.scrollIntoView({ block: "start" }); }
}
let opener = null;
function close() {
  if (panel.hidden) return;
  panel.hidden = true;
  for (const row of $$("a.rail.here")) row.classList.remove("here");
  history.replaceState(null, "", `/?${address().toString().replaceAll("%3A", ":")}`);
  (opener ?? $("#main")).focus();
}

function start() {
  document.documentElement.classList.add("js");
  const form = $("form.pulls");
  for (const one of pulls) {
    setHow(one, one.how.value);
    one.slider.addEventListener("input", () => move(one));
    for (const event of ["focus", "pointerenter"]) one.slider.addEventListener(event, () => grid(one));
    for (const mark of one.marks) mark.addEventListener("click", () => posture(one, mark.dataset.how));
  }
  for (const field of $$("select[name=who], input[name=on], input[name=theatre], input[name=record]", form)) field.addEventListener("change", () => form.requestSubmit());
  for (const post of $$(".post")) post.addEventListener("click", () => {
    const query = address(), actor = post.dataset.actor;
    const kept = query.getAll("pull").filter((pull) => !pull.startsWith(`${actor}:`));
    if (kept.length === query.getAll("pull").length) kept.push(`${actor}:withdrawn`);
    query.delete("pull");
    for (const pull of kept) query.append("pull", pull);
    location.search = query.toString();
  });
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest("a.rail[data-id], .card a"), shut = event.target.closest(".close");
    if (shut) { event.preventDefault(); close(); }
    if (!link || !pulls.length) return;
    event.preventDefault();
    opener = link;
    show(link.dataset.id ?? link.closest(".card").dataset.function);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  narrow.addEventListener("change", () => last && paint(last));
  if (!panel.hidden) panel.dataset.show = new URLSearchParams(location.search).get("show");
  const given = new URLSearchParams(location.search);
  if (given.has("who")) history.replaceState(null, "", `/?${address().toString().replaceAll("%3A", ":")}${given.get("show") ? `&show=${given.get("show")}` : ""}`);
  if (pulls.length === 1) requestIdleCallback?.(() => grid(pulls[0])); // ready before the first pull
}
start();
window.latticework = { measured, railPath, data };
