"""The page of ``tutor serve``: what textual-serve's own page lacks."""

from __future__ import annotations

import re

_FONT_ELSEWHERE = re.compile(r"<link[^>]*fonts\.googleapis\.com[^>]*>")
# The icon is a lower triangle: the weights of a causal head.
_HEAD = """<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Transformer Tutor</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E\
%3Crect width='16' height='16' rx='3' fill='%2312232d'/%3E\
%3Cpath d='M3 3h3v3h3v3h3v4H3z' fill='%235fd7af'/%3E%3C/svg%3E">
<style>
@font-face {
  font-family: "Roboto Mono"; font-weight: 100 700;
  src: url("/static/fonts/RobotoMono-VariableFont_wght.ttf");
}
</style>
"""
# Give the terminal the focus. Leave to the browser what it does better: reload, full screen, tools, paste.
# Copy even where the browser has no clipboard for pages (plain http from another machine) or wants a key press first.
_SCRIPT = """<script>
addEventListener("load", () => {
  const looking = setInterval(() => {
    const keys = document.querySelector(".xterm-helper-textarea");
    if (keys) { clearInterval(looking); keys.focus(); }
  }, 50);
});
addEventListener("keydown", (event) => {
  const paste = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "v";
  if (paste || ["F5", "F11", "F12"].includes(event.key)) event.stopImmediatePropagation();
}, true);
(() => {
  const clipboard = navigator.clipboard;
  const browsers = clipboard && clipboard.writeText ? clipboard.writeText.bind(clipboard) : null;
  const selected = (text) => {
    const focused = document.activeElement;
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (focused) focused.focus();
    return done;
  };
  const writeText = async (text) => {
    try {
      if (browsers) return await browsers(text);
    } catch (refused) { /* try the older way */ }
    if (!selected(text)) {
      for (const kind of ["keydown", "pointerdown"]) {
        addEventListener(kind, () => selected(text), { once: true, capture: true });
      }
    }
  };
  if (clipboard) clipboard.writeText = writeText;
  else Object.defineProperty(navigator, "clipboard", { value: { writeText, readText: async () => "" } });
})();
</script>
"""


def at_home(page: str) -> str:
    """Give the page a title, a language and an icon, a local font instead of one from the network, and the keys and the
    clipboard of a terminal."""
    page = _FONT_ELSEWHERE.sub("", page).replace("<html>", '<html lang="en">', 1)
    return page.replace("<head>", f"<head>{_HEAD}{_SCRIPT}", 1)
