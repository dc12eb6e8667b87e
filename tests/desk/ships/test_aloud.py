from __future__ import annotations

from lastknown.desk.ships.aloud import figures
from lastknown.desk.ships.speaking import ship_words

EN, FR = ship_words("en"), ship_words("fr")
PLACE = [1.741667, 51.141667]
NO_BREAK = "\N{NO-BREAK SPACE}"


def test_every_figure_is_spoken_for_itself() -> None:
    said = figures(EN, aloud=True)
    assert said.position(PLACE) == (
        "five one degrees zero eight decimal five minutes north, "
        "zero zero one degrees four four decimal five minutes east"
    )
    assert said.clock("2026-11-22T03:42:29Z") == "zero three four two U T C"
    assert said.nm(1.66) == "one decimal seven nautical miles"
    assert said.bearing(7.0) == "zero zero seven degrees"
    assert said.digits("235001234") == "two three five zero zero one two three four"


def test_french_reads_the_comma_of_its_decimals() -> None:
    said = figures(FR, aloud=True)
    assert said.nm(0.25) == "zéro décimale deux cinq milles nautiques"
    south_west = said.position([-70.5, -33.25])
    assert south_west.startswith("trois trois degrés un cinq décimale zéro minutes sud")
    assert south_west.endswith("ouest")


def test_written_figures_are_those_of_the_brief() -> None:
    written = figures(EN)
    assert written.position(PLACE) == f"51°08.50'N{NO_BREAK}001°44.50'E"
    assert written.clock("2026-11-22T03:42Z") == f"03:42{NO_BREAK}UTC"
    assert written.nm(1.66) == f"1.7{NO_BREAK}NM"
