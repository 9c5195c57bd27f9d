"""The way to a letter as a script, and what is measured on pages."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import Locator, Page, Request

Role = Literal["button", "link"]

# Runs before anything else on a page: notes when the largest thing was painted and by how much
# things moved, and puts reports of the content security policy where the tests see them.
WATCH = """
window.seen = {largest: 0, moved: 0, by: []};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.seen.largest = entry.startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.seen.moved += entry.value;
    for (const source of entry.sources) window.seen.by.push(source.node?.nodeName ?? "");
  }
}).observe({type: "layout-shift", buffered: true});
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""

WIZARD = ("platform", "wish", "home", "details", "situation")


def fill_in(page: Page, step: str) -> None:
    """Answer the questions of one step."""
    if step == "platform":
        page.get_by_label("LinkedIn", exact=True).check()
    elif step == "wish":
        page.get_by_label("Stop training AI on my data").check()
    elif step == "home":
        page.get_by_label("Where do you live?").select_option("GB-ENG")
    elif step == "details":
        page.get_by_label("Your name").fill("Amara Okafor")
        page.get_by_label("Your postal address").fill("12 Garden Row\nLeeds LS1 4HT")
        page.get_by_label("Your e-mail address").fill("writer@example.org")
        page.get_by_label("Address of your profile").fill("linkedin.com/in/the-writer")
    elif step == "situation":
        page.get_by_label("Your situation").fill(
            "I am looking for work. A model that repeats what I wrote as a student follows me."
        )


def press(page: Page, name: str, *, role: Role = "button", exact: bool = False) -> None:
    """Press the first of this name, which leads to another page, and wait until that is loaded."""
    follow(page, page.get_by_role(role, name=name, exact=exact).first)


def follow(page: Page, way: Locator) -> None:
    """Press what leads to another page, and wait until that is loaded.

    Pressing alone waits for nothing: what looks at the page next might still see the old one, or
    half of the new one, and what opens another page might cut off what was just sent.
    """
    with page.expect_navigation():
        way.click()


def go_on(page: Page) -> None:
    """To the next question."""
    press(page, "Continue", exact=True)


def settle(page: Page) -> None:
    """Wait until everything the page asked for is there and painted."""
    page.wait_for_load_state("load")
    page.evaluate("() => new Promise((go) => requestAnimationFrame(() => setTimeout(go, 50)))")


def moved(page: Page) -> float:
    """By how much things moved while the page was built (cumulative layout shift)."""
    settle(page)
    return float(page.evaluate("window.seen.moved"))


def largest_paint(page: Page) -> float:
    """Milliseconds from the start of the navigation to the paint of the largest thing."""
    settle(page)
    return float(page.evaluate("window.seen.largest"))


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


# Links, buttons and fields that can be used but stand outside of the window, or hide below others.
LOST = """
() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility({visibilityProperty: true})
    && one.type !== "hidden" && one.tabIndex >= 0
    && !one.classList.contains("skip-link") && !one.closest(".month-scroll"))
  .filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width < 1 || box.height < 1 || box.left < -0.5 || box.right > innerWidth + 0.5;
  })
  .map((one) => one.outerHTML.slice(0, 120))
"""


def lost(page: Page) -> list[str]:
    """What could be used on the page but cannot be reached in its width."""
    return list(page.evaluate(LOST))


# What the focus looks like where it stands: an outline or a shadow that is not nothing.
FOCUS = """
() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return {
    name: one.outerHTML.slice(0, 120),
    body: one === document.body,
    shown: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
      || style.boxShadow !== "none",
    inside: box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight,
  };
}
"""


def tab_to(page: Page, name: str, *, most: int = 60) -> None:
    """Press Tab until the link, button or field of this name has the focus.

    Fails where the focus cannot be seen on the way, and where the name never comes.
    """
    passed = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["body"]:
            continue
        assert focus["shown"], f"no focus to be seen on {focus['name']}"
        assert focus["inside"], f"the focus is outside of the window: {focus['name']}"
        called = page.evaluate(
            """() => { const one = document.activeElement;
            return (one.labels?.[0] ?? one).innerText || one.ariaLabel || "" }"""
        ).strip()
        passed.append(called)
        if called.startswith(name):
            return
    raise AssertionError(f"{name!r} never had the focus; what had: {passed}")


def transferred(page: Page, address: str) -> dict[str, int]:
    """Bytes that came over the wire for each address the page asked for, headers included."""
    asked: list[Request] = []
    page.on("requestfinished", lambda request: asked.append(request))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    parts = ("responseBodySize", "responseHeadersSize")
    return {one.url: sum(one.sizes()[part] for part in parts) for one in asked}


# Types one letter and says after how many milliseconds the paper shows it.
TYPE = """
(field) => new Promise((done) => {
  const paper = document.getElementById("paper");
  const start = performance.now();
  const mark = `mark${Math.round(start)}`;
  new MutationObserver((_, observer) => {
    if (!paper.textContent.includes(mark)) return;
    observer.disconnect();
    requestAnimationFrame(() => done(performance.now() - start));
  }).observe(paper, {childList: true, subtree: true, characterData: true});
  field.value = `${field.value} ${mark}`;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  setTimeout(() => done(Infinity), 5000);
})
"""


def preview_time(page: Page, label: str) -> float:
    """Milliseconds from a letter typed into this field until the preview shows it."""
    return float(page.get_by_label(label).evaluate(TYPE))
