from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lastknown.desk.brief import brief_page
from lastknown.desk.picture import chart_of
from lastknown.exchange.page import to_html
from lastknown.exchange.sheet import Facts, Heading, Items, Order, Para, Sheet, Table
from tests import night
from tests.browser import chromium

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"
WORDS = {"skip": "Skip", "theme": "Screen", "light": "Light", "dark": "Dark"}

CONTRAST = """
() => {
  const lum = c => { const v = c.map(x => x / 255).map(x => x <= .04045 ? x / 12.92
    : ((x + .055) / 1.055) ** 2.4); return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const ground = node => { for (; node; node = node.parentElement) {
    const c = rgb(getComputedStyle(node).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  const low = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || node.closest("svg, script, style")) continue;
    const a = lum(rgb(getComputedStyle(node).color)), b = lum(ground(node));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) low.push([walk.currentNode.data.trim(), ratio]);
  }
  return low;
}
"""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cloud, found, document = night.answer_of(units=3, name=EVIL)
    document["units"][0]["name"] = EVIL
    document["notes"][1]["text"] = EVIL
    chart = chart_of(document, "fr", cloud=cloud, grid=found.grid)
    path = tmp_path_factory.mktemp("page") / "brief.html"
    page = brief_page(document, "fr", replace(chart, land=night.coast()))
    path.write_text(page, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture
def seen(browser: Any, page_file: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The page, opened as the test asks; it must stay quiet and alone."""
    how: dict[str, Any] = getattr(request, "param", {})
    page = browser.new_page(**{"viewport": {"width": 1100, "height": 800}, **how})
    noise: list[str] = []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("dialog", lambda dialog: noise.append(f"dialog {dialog.message}"))
    page.on("request", lambda r: noise.append(r.url) if r.url != page_file.as_uri() else None)
    page.goto(page_file.as_uri())
    yield page
    page.close()
    assert noise == []


LIGHT = {"color_scheme": "light"}
DARK = {"color_scheme": "dark"}
PHONE = {"viewport": {"width": 360, "height": 740}}
SCREENS = [LIGHT, DARK, {**DARK, **PHONE}, {"viewport": {"width": 1600, "height": 900}}]


def ground(page: Any) -> str:
    colour: str = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return colour


@pytest.mark.parametrize("seen", SCREENS, indirect=True)
def test_it_fits_any_screen_and_can_be_read(seen: Any) -> None:
    width = seen.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]
    assert seen.evaluate(CONTRAST) == []


@pytest.mark.parametrize("seen", [{**DARK, **PHONE}], indirect=True)
def test_the_map_fills_a_phone(seen: Any) -> None:
    box = seen.locator("figure svg").bounding_box()
    assert box["width"] > 320
    assert box["x"] + box["width"] <= 360


@pytest.mark.parametrize("seen", [LIGHT], indirect=True)
def test_light_is_white_and_the_button_makes_it_dark(seen: Any) -> None:
    assert ground(seen) == "rgb(255, 255, 255)"
    before = seen.locator("figure svg").screenshot()
    seen.keyboard.press("Tab")
    seen.keyboard.press("Tab")
    seen.keyboard.press("Tab")
    seen.keyboard.press("Enter")
    assert ground(seen) == "rgb(13, 17, 22)"
    assert seen.locator("[data-choose=dark]").get_attribute("aria-pressed") == "true"
    assert seen.locator("figure svg").screenshot() != before
    seen.keyboard.press("Enter")
    assert ground(seen) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("seen", [DARK], indirect=True)
def test_a_dark_bridge_sees_no_white(seen: Any) -> None:
    assert ground(seen) == "rgb(13, 17, 22)"
    seen.locator("[data-choose=light]").click()
    assert ground(seen) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("seen", [LIGHT], indirect=True)
def test_it_can_be_read_aloud(seen: Any) -> None:
    assert seen.evaluate("document.documentElement.lang") == "fr"
    assert seen.locator("h1").count() == 1
    levels = seen.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert set(levels[1:]) == {2}
    assert seen.evaluate("[...document.querySelectorAll('th')].every(t => t.scope === 'col')")
    assert seen.locator("table caption").count() == seen.locator("table").count() == 1
    picture = seen.locator("figure svg[role=img]")
    assert "51°" in picture.get_attribute("aria-label")
    assert seen.locator("main").count() == 1
    ids = seen.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    seen.keyboard.press("Tab")
    assert seen.evaluate("document.activeElement.className") == "skip"


@pytest.mark.parametrize("seen", [DARK], indirect=True)
def test_it_prints_on_a4_black_on_white(seen: Any) -> None:
    pdf = seen.pdf(prefer_css_page_size=True, print_background=True)
    boxes = {
        tuple(map(float, found)) for found in re.findall(rb"/MediaBox \[0 0 (\S+) (\S+)\]", pdf)
    }
    assert len(boxes) == 1
    ((width, height),) = boxes
    assert (width, height) == pytest.approx((595.3, 841.9), abs=1.5)
    assert 2 <= len(re.findall(rb"/Type /Page\b", pdf)) <= 5
    seen.emulate_media(media="print")
    assert ground(seen) == "rgb(255, 255, 255)"
    assert seen.evaluate(CONTRAST) == []
    assert not seen.locator(".theme").is_visible()


@pytest.mark.parametrize("seen", [LIGHT], indirect=True)
def test_what_came_from_the_case_file_is_only_text(seen: Any) -> None:
    assert seen.locator("h1").inner_text() == EVIL
    assert EVIL in seen.locator(".order h2").first.inner_text()
    assert EVIL in seen.locator("main").inner_text()
    assert seen.locator("img, iframe, object, link").count() == 0
    assert seen.locator("script").count() == 1


def test_every_kind_of_block_is_escaped() -> None:
    sheet = Sheet(
        EVIL, EVIL, "en",
        (Heading(EVIL, "x"), Para(EVIL), Facts(((EVIL, EVIL),)), Items((EVIL,)),
         Order(EVIL, True, ((EVIL, EVIL),)), Table(EVIL, (EVIL,), ((EVIL,),))), EVIL,
    )  # fmt: skip
    page = to_html(sheet, None, WORDS)
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "default-src 'none'" in page


def test_equal_input_gives_an_equal_page(page_file: Path) -> None:
    cloud, found, document = night.answer_of(units=1)
    pages = {
        brief_page(document, "en", chart_of(document, "en", cloud=cloud, grid=found.grid))
        for _ in range(2)
    }
    assert len(pages) == 1
    assert not re.search(r'(?:src|href)="(?!#)', pages.pop())
