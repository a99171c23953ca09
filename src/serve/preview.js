// `parameters`: `site`, the site that the page is of, or `generation` on a page that stands where none
// could be made; and `words`.
"use strict";
const { site, generation, words } = parameters;
const kept = "weibao-scroll";

const reload = () => {
  const place = { path: location.pathname, left: scrollX, top: scrollY };
  sessionStorage.setItem(kept, JSON.stringify(place));
  location.reload();
};

const scrollBack = () => {
  const place = JSON.parse(sessionStorage.getItem(kept));
  sessionStorage.removeItem(kept);
  if (place?.path !== location.pathname) return;
  const go = () => scrollTo({ left: place.left, top: place.top, behavior: "instant" });
  go();
  addEventListener("load", go);
};

// An element with texts and elements in it. Text is never read as HTML.
const element = (name, attributes, ...content) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
};

const style = `
  :host { all: initial; }
  dialog { box-sizing: border-box; width: min(50rem, 100% - 2rem); max-height: calc(100% - 2rem); overflow: auto;
    padding: 1rem 1.5rem; border: 4px solid #b3261e; border-radius: 8px; background: #fff; color: #111;
    font: 18px/1.6 sans-serif; text-align: start; }
  dialog::backdrop { background: rgb(0 0 0 / 40%); }
  h1 { margin: 0; font-size: 1.3rem; color: #8c1d18; }
  .message { font-weight: bold; }
  pre { overflow-x: auto; padding: .5rem; background: #eee; font: 1rem/1.5 monospace; }
  mark { background: #ffd54a; color: #111; }
  button { min-height: 48px; padding: 0 1rem; font: inherit; }
  @media print { dialog { display: none; } }`;

// The line of the file, with the place in it marked.
const line = ({ text, column, length }) => {
  const characters = [...text];
  const part = (from, to) => characters.slice(from, to).join("");
  const [start, end] = [column - 1, column - 1 + length];
  return element("pre", {}, part(0, start), element("mark", {}, part(start, end)), part(end));
};

const item = (error) => {
  const { code, file, message, mend, text } = error;
  const place = [file, error.line, error.column].filter((part) => part != null).join(":");
  const parts = [element("p", { class: "message" }, message), element("p", {}, element("code", {}, place), ` (${code})`)];
  if (text != null) parts.push(line(error));
  if (mend != null) parts.push(element("p", {}, words.mend + mend));
  return element("li", {}, ...parts);
};

let overlay, shown;
const show = (errors) => {
  const now = JSON.stringify(errors);
  if (now === shown) return;
  shown = now;
  overlay?.remove();
  overlay = undefined;
  if (errors.length === 0) return;
  const close = element("button", { type: "button" }, words.close);
  const labels = { role: "alertdialog", lang: words.lang, "aria-labelledby": "title", "aria-describedby": "errors" };
  const dialog = element(
    "dialog",
    labels,
    element("h1", { id: "title" }, words.title),
    element("p", {}, words.below),
    element("ol", { id: "errors" }, ...errors.map(item)),
    close,
  );
  close.addEventListener("click", () => dialog.close());
  // A tree of its own: the styles of the page stay out.
  overlay = element("div", { id: "weibao-errors" });
  overlay.attachShadow({ mode: "open" }).append(element("style", {}, style), dialog);
  document.body.append(overlay);
  dialog.showModal();
};

const hear = ({ data }) => {
  const told = JSON.parse(data);
  if (site === undefined ? told.generation !== generation : told.site !== site) reload();
  else if (site !== undefined) show(told.errors);
};

// A browser has few connections to one address: a page that nobody sees gives its own back.
let source;
const listen = () => {
  if (document.hidden) {
    source?.close();
    source = undefined;
  } else if (source === undefined) {
    source = new EventSource("/.weibao/events");
    source.addEventListener("message", hear);
  }
};

scrollBack();
listen();
addEventListener("visibilitychange", listen);
addEventListener("pageshow", listen);
addEventListener("pagehide", () => {
  source?.close();
  source = undefined;
});
