"""Colours of the map by role, light and dark, told apart by colour-blind eyes and in grey print.

Units, marks and the probability take the eight colours of Okabe and Ito (2008, Color Universal
Design), darkened or lightened where contrast asks for it; roles differ in line style and label too,
never in colour alone. Every colour of the light palette is used once, so that a page can replace
it by a variable (`as_variables`).
"""

from __future__ import annotations

from typing import Final, Literal

__all__ = ["DARK", "LIGHT", "Theme", "as_variables", "palette", "unit_role", "variables"]

Theme = Literal["light", "dark"]

LIGHT: Final = {
    "paper": "#fefefe",
    "sea": "#f3f8fc",
    "land": "#ece3cb",
    "shore": "#85754d",
    "grid": "#c3ced8",
    "ink": "#14181d",
    "quiet": "#4a535d",
    "halo": "#fdfdfd",
    "shade": "#0072b2",
    "contour": "#00466f",
    "tracks": "#8b939c",
    "mean": "#2f3740",
    "likely": "#a83500",
    "known": "#15191e",
    "unit1": "#00714f",
    "unit2": "#8f3f6c",
    "unit3": "#7a5200",
    "unit4": "#5b3fa0",
}
DARK: Final = {
    "paper": "#0d1116",
    "sea": "#10171e",
    "land": "#2b2a20",
    "shore": "#a0946c",
    "grid": "#2c3742",
    "ink": "#e3e7eb",
    "quiet": "#a9b3bd",
    "halo": "#0b0f13",
    "shade": "#56b4e9",
    "contour": "#8fd0f5",
    "tracks": "#66717c",
    "mean": "#c3cbd3",
    "likely": "#ff9a57",
    "known": "#eef1f4",
    "unit1": "#35cfa0",
    "unit2": "#e79cc6",
    "unit3": "#f0bd4a",
    "unit4": "#b9a4ff",
}


def palette(theme: Theme) -> dict[str, str]:
    """Return colour by role."""
    return DARK if theme == "dark" else LIGHT


def unit_role(number: int) -> str:
    """Return the role of the unit with this number, counted from 0; four, then again."""
    return f"unit{number % 4 + 1}"


def as_variables(svg: str) -> str:
    """Return an SVG drawn in the light palette with every colour as a CSS variable."""
    for role, colour in LIGHT.items():
        svg = svg.replace(colour, f"var(--map-{role})")
    return svg


def variables(theme: Theme) -> str:
    """Return the declarations of the CSS variables of a theme."""
    return " ".join(f"--map-{role}: {colour};" for role, colour in palette(theme).items())
