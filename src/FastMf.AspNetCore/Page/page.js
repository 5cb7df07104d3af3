"use strict";
// Texts go into the page as texts, never as markup.
const api = document.body.dataset.api;
const one = id => document.getElementById(id);
const number = value => value === null ? "no number" : Number(value).toLocaleString("en", { maximumSignificantDigits: 5 });
let counting = 10;
let model = {};

function element(name, text, cls) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (cls) made.className = cls;
  return made;
}

function button(text, label, action) {
  const made = element("button", text);
  made.type = "button";
  if (label) made.setAttribute("aria-label", label);
  made.addEventListener("click", action);
  return made;
}

// Ids beyond 2^53 are kept as they are written.
function parse(text) {
  return JSON.parse(text, (key, value, source) =>
    (key === "user" || key === "item") && typeof value === "number" && source ? source.source : value);
}

async function ask(path, parameters) {
  const query = new URLSearchParams(parameters);
  const response = await fetch(`${api}${path}?${query}`, { headers: { accept: "application/json" } });
  const said = parse(await response.text());
  if (!response.ok) throw new Error(said.detail || said.title || response.status);
  return said;
}

function table(id, caption, columns, rows) {
  const place = one(id);
  place.replaceChildren();
  if (rows.length === 0) return;
  place.append(element("caption", caption));
  const head = place.createTHead().insertRow();
  for (const column of columns) {
    const cell = element("th", column.name, column.number ? "number" : "");
    cell.scope = "col";
    head.append(cell);
  }
  const body = place.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach((value, k) => {
      const cell = element(k === 0 ? "th" : "td", value instanceof Node ? undefined : value, columns[k].number ? "number" : "");
      if (k === 0) cell.scope = "row";
      if (value instanceof Node) cell.append(value);
      line.append(cell);
    });
  }
}

const named = item => item.title ? `${item.title} (${item.item})` : `${item.item}`;

function show(id, heading) {
  one(id).hidden = false;
  const title = one(`${id}-heading`);
  title.textContent = heading;
  title.focus();
}

function hide(...ids) {
  for (const id of ids) one(id).hidden = true;
}

async function guarded(action) {
  try {
    await action();
  } catch (error) {
    one("said").textContent = error.message;
  }
}

const recommend = user => guarded(async () => {
  hide("why", "list");
  const said = await ask("", { user, n: counting });
  const rows = said.items.map((item, k) => [
    named(item), number(item.score),
    said.known ? button("Why?", `Why ${named(item)}?`, () => why(user, item)) : "",
    button("Similar", `Similar to ${named(item)}`, () => similar(item)),
  ]);
  table("items", `Model ${said.model}`, [{ name: "item" }, { name: "score", number: true }, { name: "" }, { name: "" }], rows);
  show("list", said.known ? `For user ${user}` : `User ${user} is unknown; everyone's favourites`);
  one("said").textContent = `${rows.length} items.`;
});

const similar = item => guarded(async () => {
  hide("why", "list");
  const said = await ask("/similar", { item: item.item, n: counting });
  const rows = said.items.map(other => [named(other), number(other.score), button("Similar", `Similar to ${named(other)}`, () => similar(other))]);
  table("items", `Model ${said.model}`, [{ name: "item" }, { name: "cosine", number: true }, { name: "" }], rows);
  show("list", `Similar to ${named(item)}`);
  one("said").textContent = `${rows.length} items.`;
});

const why = (user, item) => guarded(async () => {
  const said = await ask("/explain", { user, item: item.item });
  const parts = [["mean", said.mean], ["this user's bias", said.userBias], ["this item's bias", said.itemBias],
    ["taste: user and item factors", said.factors], ["score", said.score]];
  table("parts", "What the score is made of", [{ name: "part" }, { name: "value", number: true }],
    parts.filter(part => part[1] !== undefined).map(part => [part[0], number(part[1])]));
  table("history", "What this user has rated, and what each of it brings", [{ name: "item" }, { name: "rating", number: true }, { name: "brings", number: true }],
    (said.history || []).map(past => [named(past), number(past.value), number(past.contribution)]));
  show("why", `Why ${named(said)} for user ${user}`);
  one("said").textContent = said.history ? "" : "Which of the ratings brought this is not known here: the service was not given them, or the model has no such sum.";
});

one("ask").addEventListener("submit", event => {
  event.preventDefault();
  guarded(async () => {
    const text = one("text").value.trim();
    counting = one("count").value;
    hide("found", "list", "why");
    const said = await ask("/search", { text, n: 50 });
    const matches = one("matches");
    matches.replaceChildren();
    const add = made => { const line = element("li"); line.append(made); matches.append(line); };
    for (const found of said.users) add(button(`User ${found.user}`, "", () => recommend(found.user)));
    for (const found of said.items) add(button(named(found), "", () => similar(found)));
    const total = said.users.length + said.items.length;
    if (said.users.length === 1 && total === 1) return recommend(said.users[0].user);
    if (said.items.length === 1 && total === 1) return similar(said.items[0]);
    one("found").hidden = total === 0;
    one("said").textContent = total === 0 ? `Nothing is called “${text}”.` : `${total} found.`;
    if (total === 0 && !said.items.length) return recommend(text);
  });
});

guarded(async () => {
  model = await ask("/model", {});
  one("model").textContent = `Model ${model.model}: ${number(model.users)} users, ${number(model.items)} items, rank ${model.rank}, loss ${model.loss}.`;
  one("hints").textContent = model.someUsers.length ? `Some users: ${model.someUsers.join(", ")}.` : "";
  document.body.dataset.ready = "true";
  const asked = new URLSearchParams(location.search);
  if (asked.get("user")) await recommend(asked.get("user"));
  if (asked.get("user") && asked.get("why")) await why(asked.get("user"), { item: asked.get("why") });
  document.body.dataset.ready = "done";
});
