// A dot opens what says so beside the table; without this module it is a link to the entity's page.
const panel = document.getElementById("evidence");
let opener = null;

async function open(dot) {
  const address = new URL(dot.href);
  const answer = await fetch(address.pathname + address.search);
  const there = new DOMParser().parseFromString(await answer.text(), "text/html");
  const section = there.getElementById(decodeURIComponent(address.hash.slice(1)));
  if (!answer.ok || !section) { location.assign(dot.href); return; }
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", shut);
  const title = document.createElement("p");
  const whole = document.createElement("a");
  whole.href = dot.href;
  whole.textContent = there.querySelector("h1").textContent;
  title.append(whole);
  panel.replaceChildren(close, title, document.adoptNode(section));
  panel.hidden = false;
  opener = dot;
  panel.focus({ preventScroll: true });
}

function shut() {
  panel.hidden = true;
  panel.replaceChildren();
  opener?.focus({ preventScroll: true });
}

document.querySelector("main").addEventListener("click", (event) => {
  const dot = event.target.closest("a.dot");
  if (!dot || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(dot);
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !panel.hidden) shut(); });
