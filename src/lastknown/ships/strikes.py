"""What is known of strikes: by ship and boat, over time, and all ships together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.ships.ship import Ship

__all__ = ["NEAR_M", "Side", "Strike", "Strikes"]

Array = NDArray[np.float64]
Side = Literal["port", "starboard"]

NEAR_M: Final = (463.0, 926.0)
"""What counts as a near pass: a quarter and half of a nautical mile (1852 m) from the hull."""


@dataclass(frozen=True)
class Strike:
    """One ship and one boat between two moments.

    Attributes
    ----------
    ship : which ship. boat : name of the boat; empty: none is named.
    strike : probability that the ship's hull sweeps over the boat.
    within_quarter, within_half : probability that it comes within 0.25 and 0.5 NM of the hull.
    wash : probability that the boat is within reach of its wash (`lastknown.ships.wash`).
    in_water : probability that there are persons in the water and the hull sweeps over them.
    persons_swept : persons in the water over whom it sweeps, expected.
    peak_s : middle of the step in which a strike is likeliest, s since 1970; NaN where none is.
    closest_s, closest_m : when the ship's most likely path is closest to the datum (mean of the
        cloud), s since 1970, and the distance from there to the hull's middle, m; NaN where the
        boat is not at sea. The datum is that of the boat, or of the persons in the water where the
        ship is likelier to come within 0.5 NM of these.
    bearing_deg : of the ship from the datum at that moment, degrees true.
    from_ship_deg : of the datum from the ship at that moment, degrees true.
    port_share : share of the cloud that lies to port of the ship's path at that moment, 0-1.
    water_quarter, water_half : probability that there are persons in the water and the hull comes
        within 0.25 and 0.5 NM of them.
    """

    ship: Ship
    boat: str
    strike: float
    within_quarter: float
    within_half: float
    wash: float
    in_water: float
    persons_swept: float
    peak_s: float
    closest_s: float
    closest_m: float
    bearing_deg: float
    from_ship_deg: float
    port_share: float
    water_quarter: float = 0.0
    water_half: float = 0.0


@dataclass(frozen=True, eq=False)
class Strikes:
    """The risk of strikes between two moments. s ships, b boats, k steps, n trajectories.

    Probabilities are of each boat for itself, given that it is out there: `Strike` says what each
    figure means. Nobody gives way.

    Attributes
    ----------
    time_s : (k+1,) s since 1970: the moments asked for and the kept states of the cloud between.
    ships : in the order given. boats : names, as in the cloud; one empty name where none is named.
    strike, within_quarter, within_half, wash, in_water, persons_swept : (s, b).
    water_quarter, water_half : (s, b).
    rate : (s, b, k) probability of a strike in each step, one after another; sums to `strike`.
    closest_s, closest_m, bearing_deg, from_ship_deg, port_share : (s, b).
    struck : (n, k) expected strikes on each trajectory of the cloud in each step, by all ships.
    """

    time_s: Array
    ships: tuple[Ship, ...]
    boats: tuple[str, ...]
    strike: Array
    within_quarter: Array
    within_half: Array
    wash: Array
    in_water: Array
    persons_swept: Array
    water_quarter: Array
    water_half: Array
    rate: Array
    closest_s: Array
    closest_m: Array
    bearing_deg: Array
    from_ship_deg: Array
    port_share: Array
    struck: NDArray[np.float32]

    @property
    def at_s(self) -> float:
        """Return the first moment, s since 1970."""
        return float(self.time_s[0])

    @property
    def until_s(self) -> float:
        """Return the last moment, s since 1970."""
        return float(self.time_s[-1])

    @property
    def rate_per_h(self) -> Array:
        """Return the probability of a strike per hour in each step, (s, b, k)."""
        return np.asarray(self.rate * (3600.0 / np.diff(self.time_s)))

    def combined(self, what: str = "strike") -> Array:
        """Return for each boat the probability that at least one ship does it, (b,).

        1 - prod(1 - p): the ships are taken as independent of each other. They are not quite, as
        all of them meet the boat in one and the same place: where one ship passes through one half
        of the cloud and another through the other half the truth is their sum, where two follow
        each other on one track it is less than this.

        Parameters
        ----------
        what : strike, within_quarter, within_half, wash or in_water.

        Raises
        ------
        LastknownError : there is no such probability.
        """
        names = ("strike", "within_quarter", "within_half", "wash", "in_water")
        if what not in names:
            raise LastknownError(f"what={what!r} is no such risk; give one of {', '.join(names)}")
        return np.asarray(1.0 - np.prod(1.0 - getattr(self, what), axis=0))

    def of(self, ship: int, boat: int) -> Strike:
        """Return one ship and one boat, by their indices in `ships` and `boats`."""
        at = ship, boat
        rate = self.rate[at]
        middle = 0.5 * (self.time_s[1:] + self.time_s[:-1])
        peak = float(middle[int(np.argmax(self.rate_per_h[at]))]) if rate.any() else float("nan")
        port = float(self.port_share[at])
        names = (
            *("strike", "within_quarter", "within_half", "wash", "in_water", "persons_swept"),
            *("closest_s", "closest_m", "bearing_deg", "from_ship_deg"),
            *("water_quarter", "water_half"),
        )
        return Strike(
            ship=self.ships[ship],
            boat=self.boats[boat],
            peak_s=peak,
            port_share=port,
            **{name: float(getattr(self, name)[at]) for name in names},
        )

    def listed(self, least: float = 0.0) -> tuple[Strike, ...]:
        """Return all pairs of ship and boat that come within 0.5 NM with more than a probability.

        Within so much of the boat, or of persons of it in the water, whichever is likelier; ordered
        likewise by the probability of a strike, then of a pass within 0.25 and 0.5 NM, the most
        first; then by MMSI.

        Parameters
        ----------
        least : pairs at or below it are left out, 0-1.
        """
        return tuple(self.of(ship, boat) for ship, boat in self.ranked(least))

    def ranked(self, least: float = 0.0) -> tuple[tuple[int, int], ...]:
        """Return the indices of `listed`: two ships may share one MMSI, and stay two.

        Parameters
        ----------
        least : as in `listed`.
        """

        near = (
            np.maximum(self.strike, self.in_water),
            np.maximum(self.within_quarter, self.water_quarter),
            np.maximum(self.within_half, self.water_half),
        )

        def order(pair: tuple[int, int]) -> tuple[float, float, float, int, str, int]:
            first, second, third = (-round(float(each[pair]), 6) for each in near)
            return first, second, third, self.ships[pair[0]].mmsi, self.boats[pair[1]], pair[0]

        found = [(int(s), int(b)) for s, b in np.argwhere(near[2] > least)]
        return tuple(sorted(found, key=order))
