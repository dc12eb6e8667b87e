"""The tidal constituents: what turns how often in each argument, as one table."""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["CONSTITUENTS", "NO_ARGUMENT", "Constituent"]


class Constituent(NamedTuple):
    """One row of the table.

    Attributes
    ----------
    multiples : of T, s, h, p, p1: T the hour angle of the mean sun counted from midnight UTC
        (15 degrees an hour), s, h, p, p1 the mean longitudes of moon, sun, lunar and solar perigee.
    phase_deg : added to the argument, degrees.
    nodal : ``((kind, times), ...)``: f is the product of f(kind) ** |times|, u the sum of
        times * u(kind); kinds as in `_nodal.nodal`; empty for a solar constituent.
    """

    multiples: tuple[int, int, int, int, int]
    phase_deg: float
    nodal: tuple[tuple[str, int], ...]


# Arguments and nodal rules: Schureman 1958, table 2; the list of the International Hydrographic
# Organization's tide working group (TWCWG Constituent List, 8 May 2017), whose extended Doodson
# numbers are turned here from lunar time tau = T - s + h to T. A compound has the sum of the
# arguments, the product of the factors and the signed sum of the angles of its parts.
_TABLE: Final = """
# name     T   s   h   p  p1  phase nodal
SA         0   0   1   0   0     0  -
SSA        0   0   2   0   0     0  -
MM         0   1   0  -1   0     0  MM
MSF        0   2  -2   0   0     0  -M2
MF         0   2   0   0   0     0  MF
MTM        0   3   0  -1   0     0  MF
MSQM       0   4  -2   0   0     0  MF
2Q1        1  -4   1   2   0   270  O1
SGM        1  -4   3   0   0   270  O1
Q1         1  -3   1   1   0   270  O1
RHO1       1  -3   3  -1   0   270  O1
O1         1  -2   1   0   0   270  O1
M1         1  -1   1   1   0    90  M1
P1         1   0  -1   0   0   270  -
S1         1   0   0   0   0   180  -
K1         1   0   1   0   0    90  K1
J1         1   1   1  -1   0    90  J1
OO1        1   2   1   0   0    90  OO1
EP2        2  -5   4   1   0     0  M2
2N2        2  -4   2   2   0     0  M2
MU2        2  -4   4   0   0     0  M2
3N2        2  -3   2   0   0    90  M2
N2         2  -3   2   1   0     0  M2
NU2        2  -3   4  -1   0     0  M2
MA2        2  -2   1   0   0     0  M2
M2         2  -2   2   0   0     0  M2
MB2        2  -2   3   0   0     0  M2
MKS2       2  -2   4   0   0     0  M2 K2
LAMBDA2    2  -1   0   1   0   180  M2
L2         2  -1   2  -1   0   180  L2
3L2        2  -1   2   0   0   270  M2
T2         2   0  -1   0   1     0  -
S2         2   0   0   0   0     0  -
R2         2   0   1   0  -1   180  -
K2         2   0   2   0   0     0  K2
2SM2       2   2  -2   0   0     0  -M2
M3         3  -3   3   0   0   180  M3
S3         3   0   0   0   0   180  -
N4         4  -6   4   2   0     0  M2 M2
MN4        4  -5   4   1   0     0  M2 M2
M4         4  -4   4   0   0     0  M2 M2
MS4        4  -2   2   0   0     0  M2
S4         4   0   0   0   0     0  -
2MO5       5  -6   5   0   0   270  M2 M2 O1
2MK5       5  -4   5   0   0    90  M2 M2 K1
M6         6  -6   6   0   0     0  M2 M2 M2
2MS6       6  -4   4   0   0     0  M2 M2
M8         8  -8   8   0   0     0  M2 M2 M2 M2
"""

NO_ARGUMENT: Final = {
    "R3": "no argument in the TWCWG list; at most 26 mm on the coasts of the English Channel",
    "T3": "no argument in the TWCWG list; at most 19 mm on the coasts of the English Channel",
}
"""Names found in gauge files that are not predicted, each with the reason."""


def _rules(words: list[str]) -> tuple[tuple[str, int], ...]:
    """Return the nodal rule of one row: ``["M2", "M2", "K1"]`` -> (("M2", 2), ("K1", 1))."""
    count: dict[str, int] = {}
    for word in words:
        if word != "-":
            count[word.lstrip("-")] = count.get(word.lstrip("-"), 0) + (-1 if word[0] == "-" else 1)
    return tuple(count.items())


def _read(table: str) -> dict[str, Constituent]:
    rows: dict[str, Constituent] = {}
    for line in table.strip().splitlines()[1:]:
        name, t, s, h, p, p1, phase, *words = line.split()
        multiples = (int(t), int(s), int(h), int(p), int(p1))
        rows[name] = Constituent(multiples, float(phase), _rules(words))
    return rows


CONSTITUENTS: Final = _read(_TABLE)
"""Every constituent that can be predicted, by its name in capitals."""
