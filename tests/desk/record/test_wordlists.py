from __future__ import annotations

import pytest

from lastknown.boats.weights import COLOURS, ENGINES, JACKETS, MATERIALS
from lastknown.desk.record import wordlists as w


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("black", "black"), ("Noire", "black"), ("gris", "grey"), ("bleu marine", "blue"),
        ("yellow", "other"), ("dark", None), ("", None), (None, None), ("unknown", None),
        ("blackish", None), ("black and grey", "black"), ("couleur inconnue", None),
    ],
)  # fmt: skip
def test_colours(text: str | None, word: str | None) -> None:
    assert w.colour_of(text) == word
    assert word is None or word in COLOURS


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("small boat, no lights", "none"), ("embarcation sans feux", "none"), ("unlit", "none"),
        ("not showing a light", None), ("showing a white light", None), ("with a torch", "shown"),
        ("no lights, then waving a torch", None), ("we see the lights of a ship", None),
        ("near the Varne light vessel", None), ("Lumière à bord", "shown"), (None, None),
        ("they have no torch", "none"), ("grey, with lights", "shown"), ("light wind", None),
    ],
)  # fmt: skip
def test_lights(text: str | None, word: str | None) -> None:
    assert w.lights_of(text) == word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("rubber dinghy", "inflatable"), ("canot pneumatique", "inflatable"), ("bois", "wood"),
        ("fibreglass", "rigid"), ("semi-rigide", "inflatable"), ("?", None),
    ],
)  # fmt: skip
def test_materials(text: str, word: str | None) -> None:
    assert w.material_of(text) == word
    assert word is None or word in MATERIALS


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("running", "running"), ("engine not running", "failed"), ("moteur en panne", "failed"),
        ("sans moteur", "none"), ("en marche", "running"), ("ne marche pas", "failed"),
        ("no engine", "none"), ("out of fuel", "failed"), ("40 hp", None),
    ],
)  # fmt: skip
def test_engines(text: str, word: str | None) -> None:
    assert w.engine_of(text) == word
    assert word is None or word in ENGINES


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("all", "all"), ("not all", "some"), ("aucun gilet", "none"), ("tous", "all"),
        ("no information", None), ("2 personnes en ont", None), ("children only", "some"),
    ],
)  # fmt: skip
def test_life_jackets(text: str, word: str | None) -> None:
    assert w.jackets_of(text) == word
    assert word is None or word in JACKETS


@pytest.mark.parametrize(
    ("text", "wet", "floods"),
    [
        ("people in the water", True, False),
        ("two persons overboard", True, False),
        ("nobody in the water", False, False),
        ("no one is in the water yet", False, False),
        ("il y a des gens à l’eau", True, False),
        ("personne à l'eau", False, False),
        ("the boat is sinking", False, True),
        ("not sinking", False, False),
        ("Nous prenons l'eau !", False, True),
        ("deflating, people swimming", True, True),
        ("MAYDAY", False, True),
        ("afloat and making way", False, False),
        (None, False, False),
    ],
)
def test_danger(text: str | None, wet: bool, floods: bool) -> None:
    assert (w.is_in_water(text), w.is_flooding(text)) == (wet, floods)


@pytest.mark.parametrize(
    ("text", "everybody"),
    [
        ("all ships", True),
        ("All Stations", True),
        ("all vessels off Dungeness", True),
        ("à toutes les stations", True),
        ("tous les navires", True),
        ("tous", True),
        ("Toutes stations", True),
        ("tous navires", True),
        ("aux navires dans le détroit", True),
        ("any vessel", True),
        ("aux Nordsee", False),
        ("ALL STAR", False),
        ("EVEN KEEL MMSI 235001234", False),
        ("CROSS Gris-Nez", False),
    ],
)
def test_whom_a_warning_names(text: str, everybody: bool) -> None:
    assert w.is_everybody(text) == everybody


def test_words_are_plain_so_that_they_are_found() -> None:
    for name in ("_COLOURS", "_MATERIALS", "_ENGINES", "_JACKETS"):
        for words in getattr(w, name).values():
            assert all(word == w.plain(word) for word in words)
    for name in ("_IN_WATER", "_FLOODING", "_DEAD"):
        assert all(word == w.plain(word) for word in getattr(w, name))
