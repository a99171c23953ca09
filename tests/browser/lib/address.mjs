// From an absolute address inside the site to its file.

// The file that `address` names, or undefined where it lies outside the site.
export function fileOf(site, address) {
  if (!address.startsWith(site.base)) return undefined;
  const file = decodeURIComponent(new URL(address).pathname.slice(new URL(site.base).pathname.length));
  return file === "" || file.endsWith("/") ? `${file}index.html` : file;
}

// The absolute address of a page.
export const addressOf = (site, file) => site.base + (file === "index.html" ? "" : encodeURI(file));
