"""``brief.html``: the sheet and the map on one page that needs nothing else.

No network: style, script of a few lines and map are inside, and a content security policy forbids
the rest. The page follows the screen's light or dark setting from its first paint; a button keeps
either. On paper it is black on white, A4, first page first. Everything that came from a case file
is escaped.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Final

from lastknown.exchange._palette import as_variables, variables
from lastknown.exchange.chart import Chart, to_svg
from lastknown.exchange.sheet import (
    Block,
    Facts,
    Figure,
    Heading,
    Items,
    Order,
    PageBreak,
    Para,
    Sheet,
    Table,
)

__all__ = ["to_html"]

_SCRIPT: Final = """
const root = document.documentElement;
const buttons = document.querySelectorAll("[data-choose]");
function choose(theme) {
  if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
  for (const b of buttons) b.setAttribute("aria-pressed", String(b.dataset.choose === theme));
}
for (const b of buttons) b.addEventListener("click", () => {
  choose(b.getAttribute("aria-pressed") === "true" ? "" : b.dataset.choose);
});
"""


def to_html(
    sheet: Sheet, chart: Chart | str | None, words: Mapping[str, str], *, compact: bool = False
) -> str:
    """Return the page.

    Parameters
    ----------
    sheet : what to say.
    chart : the map, or its SVG in the light palette; None leaves it out.
    words : the page's own texts: ``skip``, ``theme``, ``light``, ``dark``.
    compact : on paper two columns of small letters and a small map: one page where it fits.
    """
    style, script = _style(), _SCRIPT
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_hash(script)}'"
    picture = as_variables(to_svg(chart) if isinstance(chart, Chart) else chart or "")
    body = _body(sheet.blocks, picture)
    return f"""<!DOCTYPE html>
<html lang="{sheet.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(sheet.title)}</title>
<style>{style}</style>
</head>
<body{' class="compact"' if compact else ""}>
<a class="skip" href="#brief">{escape(words["skip"])}</a>
{_switch(words)}
<header>
<h1>{escape(sheet.title)}</h1>
<p class="subtitle">{_text(sheet.subtitle)}</p>
</header>
<main id="brief">
{body}
</main>
<footer><p>{_text(sheet.footer)}</p></footer>
<script>{script}</script>
</body>
</html>
"""


def _body(blocks: tuple[Block, ...], picture: str) -> str:
    """Return the first page, the map beside or below it, and the details."""
    cut = next((i for i, b in enumerate(blocks) if isinstance(b, PageBreak)), len(blocks))
    first = "\n".join(_block(block) for block in blocks[:cut])
    second = "\n".join(_block(block) for block in blocks[cut:])
    svg = picture[picture.index("<svg") :] if picture else ""
    figure = f'<figure id="map">{svg}</figure>' if svg else ""
    return f'<div class="first">\n{first}\n</div>\n{figure}\n<div class="second">\n{second}\n</div>'


def _switch(words: Mapping[str, str]) -> str:
    buttons = "".join(
        f'<button type="button" data-choose="{theme}" aria-pressed="false">'
        f"{escape(words[theme])}</button>"
        for theme in ("light", "dark")
    )
    return f'<div class="theme" role="group" aria-label="{escape(words["theme"])}">{buttons}</div>'


def _hash(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()


@cache
def _style() -> str:
    text = files("lastknown.exchange").joinpath("page.css").read_text(encoding="utf-8")
    text = text.replace("@light@", variables("light")).replace("@dark@", variables("dark"))
    return re.sub(r"\s+", " ", text)


def _text(text: str) -> str:
    """Return the text escaped, positions kept on one line."""
    return escape(text)


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f'<h2 id="{escape(block.code)}">{_text(block.text)}</h2>'
        case Para():
            kind = ' class="warning"' if block.warning else ""
            return f"<p{kind}>{_text(block.text)}</p>"
        case Facts():
            return _facts(block)
        case Table():
            return _table(block)
        case Items():
            name = "ol" if block.numbered else "ul"
            items = "".join(f"<li>{_text(item)}</li>" for item in block.items)
            return f"<{name}>{items}</{name}>"
        case Order():
            kind = "order go" if block.go else "order"
            return (
                f'<section class="{kind}"><h2>{_text(block.text)}</h2>'
                f"{_facts(Facts(block.rows))}</section>"
            )
        case PageBreak():
            return f'<h2 id="details">{_text(block.text)}</h2>'
        case Figure():
            return ""


def _facts(block: Facts) -> str:
    """Return labels with their values; a label of "" continues the one above."""
    pairs: list[tuple[str, list[str]]] = []
    for label, value in block.rows:
        if label or not pairs:
            pairs.append((label, []))
        pairs[-1][1].append(value)
    rows = "".join(
        f"<div><dt>{_text(label)}</dt><dd>{'<br>'.join(_text(v) for v in values)}</dd></div>"
        for label, values in pairs
    )
    return f"<dl>{rows}</dl>"


def _table(block: Table) -> str:
    def cell(i: int, text: str, name: str) -> str:
        kind = ' class="right"' if i in block.right else ""
        scope = ' scope="col"' if name == "th" else ""
        return f"<{name}{scope}{kind}>{_text(text)}</{name}>"

    head = "".join(cell(i, text, "th") for i, text in enumerate(block.header))
    rows = "".join(
        f"<tr>{''.join(cell(i, text, 'td') for i, text in enumerate(row))}</tr>"
        for row in block.rows
    )
    return (
        f'<div class="table"><table><caption>{_text(block.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
