// Runs in the page: what is wider than the screen, or cut off.

export function scrollProblems() {
  const screen = document.documentElement.clientWidth;
  const problems = [];
  if (document.documentElement.scrollWidth > screen)
    problems.push(`scrolls sideways: ${document.documentElement.scrollWidth} px wide`);

  const name = (element) =>
    `<${element.localName}${element.className && typeof element.className === "string" ? ` class="${element.className}"` : ""}> “${element.textContent.trim().slice(0, 20)}”`;
  const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX);
  const insideScroller = (element) => {
    for (let up = element.parentElement; up; up = up.parentElement)
      if (up !== document.documentElement && up !== document.body && scrolls(up)) return true;
    return false;
  };
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest("svg") !== null && element.localName !== "svg") continue;
    const box = element.getBoundingClientRect();
    // Parts for screen readers only, and skip links that wait off the screen.
    if (
      box.width <= 1 ||
      box.height <= 1 ||
      box.right <= 0 ||
      box.bottom <= 0 ||
      !element.checkVisibility({ visibilityProperty: true })
    )
      continue;
    const style = getComputedStyle(element);
    if ((box.right > screen + 0.5 || box.left < -0.5) && !insideScroller(element))
      problems.push(`${name(element)} reaches from ${Math.round(box.left)} to ${Math.round(box.right)} px`);
    if (
      /hidden|clip/.test(style.overflowX) &&
      element.scrollWidth > element.clientWidth + 1 &&
      element.clientWidth > 1 &&
      style.display !== "inline"
    )
      problems.push(`${name(element)} cuts off its content`);
  }
  return problems;
}
