"""What an answer says of ships: each of them, the risk, the warning, the help.

Conventions are those of `lastknown.desk.document`.
"""

from __future__ import annotations

from typing import Final, Literal

from typing_extensions import TypedDict

from lastknown.desk._planentries import Area, LonLat

__all__ = [
    "UNHEARD",
    "UNREAD",
    "BoatShips",
    "CallEntry",
    "CircleEntry",
    "CombinedEntry",
    "HeardEntry",
    "HelperEntry",
    "NightShips",
    "RiskEntry",
    "ShipEntry",
    "ShipWarning",
    "ShipsEntry",
    "SoundEntry",
    "WarnedEntry",
]


UNREAD: Final = "ships-unread"
"""Code of the note that the ships kept beside a record cannot be read."""

UNHEARD: Final = "ships-unheard"
"""Code of the note that the file given as ships holds no position of one."""


HeadingBy = Literal["told", "stream", "way", "unknown"]
"""As `lastknown.ships.ship.HeadingBy`."""


class ShipEntry(TypedDict):
    """A ship by what it says of itself."""

    mmsi: int
    """Maritime mobile service identity: its number."""
    name: str
    """Empty where it told none."""
    callsign: str
    """Empty where it told none."""
    kind: str
    length_m: float
    beam_m: float
    assumed: list[str]
    """Which of its measures are defaults, not told."""


class FitEntry(TypedDict):
    """Whether the ships of a CSV went as its columns say; see `HeardEntry`."""

    speed_ratio: float | None
    course_off_deg: float | None


class HeardEntry(TypedDict):
    """How good the picture of the ships is."""

    ships: int
    """How many were heard and can be predicted."""
    oldest: str | None
    """When the ship was heard that has been silent longest; null: none was heard."""
    newest: str | None
    """Time of the newest position; where none is old enough or new enough to count, of all that was
    given or kept; null: there is none."""
    age_min: float | None
    """Age of the newest position at the moment of the answer."""
    stale: bool
    """True where it is so old that ships that matter may not be in it."""
    timeless: int
    """Positions that were given without a time, or with one before 2000: not used, for nobody knows
    when it was."""
    speed_ratio: float | None
    """Of a CSV: median of the speed that ships make from one position to the next over the speed
    that they tell; far from 1 where a column is in another unit. null: too few steps."""
    course_off_deg: float | None
    """Of a CSV: median angle between the course told and that made good, degrees; large where
    columns are swapped. null: too few steps."""
    simulated_ships: int
    """How many of the ships are of an exercise, and not real."""


class CircleEntry(TypedDict):
    """A circle that holds 90 % of what a ship is warned of."""

    position: LonLat
    radius_nm: float
    time: str
    """The moment it is for."""
    share: float
    """Share of the whole cloud that it is about: 1, or less where the cloud is so large that the
    ship is told of the part that it meets."""


class SoundEntry(TypedDict):
    """The text of a warning in one language."""

    text: str
    """As it is sent."""
    aloud: str
    """The same as it is read out, figure by figure."""


class CallEntry(TypedDict):
    """The one call to all ships."""

    ships: int
    """How many are to be warned."""
    most_likely: LonLat | None
    """Where the boat most likely is now; null: several are sought."""
    circles: list[CircleEntry]
    """Where each boat is now, and where it drifts; in the order of the text."""
    words: dict[str, SoundEntry]
    """By language (``en``, ``fr``), without the centre's name and the signal."""


class ShipWarning(TypedDict):
    """What a ship is asked to do."""

    asks: str
    """``clear``: to leave the circle clear; ``slow``: to slow down and look out, as it is bound to
    its lane, too near or cannot keep clear; ``wait``: to look out where it lies."""
    inside: bool
    """Whether it is within the circle at the moment of the answer, under way."""
    where: str
    """Where the text says that the boat may be from her: ``ahead``, ``starboard``, ``port`` or
    ``astern`` by her heading, or ``near``: within the circle, or where she lies."""
    circle: CircleEntry
    """Where the boat is, as far as this ship is concerned."""
    passes: str
    """When its present track is nearest to the circle's centre."""
    passes_nm: float
    """How far from there."""
    leave_to: str | None
    """The side of the ship, ``port`` or ``starboard``, on which it leaves the circle; null: it is
    not asked to leave it clear."""
    clear_to: str | None
    """The side to which it alters; null likewise."""
    least_nm: float | None
    """How far from the circle's centre it stays; null likewise."""
    words: dict[str, SoundEntry]
    """By language (``en``, ``fr``)."""


class RiskEntry(TypedDict):
    """One ship that may run over a boat."""

    ship: ShipEntry
    """Which ship."""
    shares_mmsi: bool
    """Whether another ship sends the same MMSI: she is called by her place as well."""
    boat: str
    """Name of the boat; empty where none is named."""
    probability: float
    """That its hull sweeps over the boat if nobody gives way, given that the boat is out there."""
    one_in: int | None
    """The same as one in so many, to two figures; null where it is less than one in a million."""
    share: float
    """Its part of all ships' probabilities for this boat, added up."""
    within_025_nm: float
    """Probability that it comes within 0.25 NM."""
    within_05_nm: float
    wash: float
    """Probability that the boat is within reach of its wash."""
    in_water: float
    """That there are persons in the water and its hull sweeps over them."""
    in_water_025_nm: float
    """That there are persons in the water and it comes within 0.25 NM of them."""
    persons_swept: float
    """Persons in the water over whom it sweeps, expected."""
    likeliest: str | None
    """When a strike is likeliest; null where none is."""
    nearest: str | None
    """When its most likely path is nearest to the middle of the cloud: of the boat, or of persons
    in the water where it is likelier to come near to these."""
    nearest_nm: float | None
    """How far off then: the least of the time looked at, of one that lies still as well."""
    bearing_deg: float | None
    """Of the ship from there at that moment."""
    coming_from_deg: float | None
    """Bearing from which it comes: against its course; null where it lies still or nobody knows how
    it moves."""
    speed_kn: float | None
    """Over the ground; null where she told no speed, or no course to go with it."""
    status: str | None
    """What she tells: ``at anchor``, ``moored``, ``aground``, ``not under command``,
    ``restricted`` in her ability to manoeuvre, ``constrained`` by her draught, ``fishing``,
    ``towing``; null: nothing of that."""
    status_outdated: bool
    """She tells that she lies still and makes more than 2 kn: taken as a ship under way."""
    heading_deg: float | None
    """How her hull lies at the moment of the answer, true; null: nobody knows."""
    heading_by: HeadingBy
    """How that was had: ``told`` by her, and turned by what the stream has turned since; by the
    ``stream``, along her way through the water; along her ``way`` over the ground, of one that lies
    still her last; ``unknown``: she told neither heading nor course."""
    position: LonLat
    """Where it most likely is at the moment of the answer."""
    basis: str
    """What the prediction rests on: ``lane``, ``course`` or ``stopped``."""
    age_min: float
    """Age of its last position."""
    per_hour: list[float]
    """Probability of a strike in each hour from the moment of the answer on."""
    warn: bool
    """Whether it is one to warn."""
    warning: ShipWarning | None
    """What it is asked to do; null where it is not one to warn."""


class CombinedEntry(TypedDict):
    """All ships together, for one boat."""

    boat: str
    probability: float
    """That at least one of them runs over it, as if they were independent of each other."""
    one_in: int | None
    """The same as one in so many; null where it is less than one in a million."""
    within_025_nm: float
    within_05_nm: float
    in_water: float
    """That persons are in the water and at least one sweeps over them."""


class HelperEntry(TypedDict):
    """One ship or unit that may help."""

    name: str
    """Of the unit, or of the ship; empty: she told none."""
    mmsi: int | None
    """Null: it is a unit."""
    kind: str
    """Of ship or of unit."""
    length_m: float | None
    """Null: of a unit."""
    assumed: list[str]
    """Which of a ship's measures are defaults, not told; of a unit ``freeboard_m`` and ``room``."""
    role: str
    """``recover``, ``stand by`` or ``not asked``."""
    why: list[str]
    """What stands against it, or makes it slow."""
    can: list[str]
    """What it can do, in the order in which it matters."""
    room: int
    """Persons that it can take aboard."""
    sought: int | None
    """Persons sought, whom `room` is held against; null: nobody told how many."""
    sought_high: int | None
    """The most that they may be, by what was told (with 90 %); null: one number was told, or
    none."""
    takes_all: bool | None
    """Whether `room` is for all persons sought, by their likely number (`sought`); null: not known:
    nobody told how many, or of what kind the ship is."""
    freeboard_m: float | None
    position: LonLat
    """Where it is at the moment of the answer; of a unit that is not ready yet, then."""
    distance_nm: float
    """To the most likely position."""
    bearing_deg: float
    """Of the helper from there."""
    speed_kn: float
    speed_told: bool
    """False: what is usual for her kind."""
    sets_off: str
    """Called, under way and turned."""
    sets_off_from: LonLat
    """Where it is when it alters course: a ship keeps her way until she is called."""
    reaches: str | None
    """When it is at the most likely position, as that moves; null: not in the time looked at."""
    reaches_min: float | None
    """The same in minutes from the moment of the answer."""
    area: str | None
    """When it is at the nearest edge of the area that holds 50 %."""
    area_min: float | None
    meets: LonLat | None
    """Where it is when it reaches the most likely position."""
    course_deg: float | None
    """To steer there from `position`, if it is told at once."""
    makes_kn: float | None
    """What a ship makes over the ground at the moment of the answer; null: of a unit."""
    status: str | None
    """What a ship tells, as in the list of risk; null: nothing of that, or of a unit. One not under
    command, restricted in her ability to manoeuvre, towing or aground is not asked."""
    status_outdated: bool
    """She tells that she lies still and makes more than 2 kn: taken as a ship under way."""
    heading_deg: float | None
    """How a ship's hull lies at the moment of the answer, true; null: not known, or of a unit."""
    heading_by: HeadingBy | None
    """How that was had: ``told`` by her, and turned by what the stream has turned since; by the
    ``stream``, along her way through the water; along her ``way`` over the ground, of one that lies
    still her last; ``unknown``: she told neither heading nor course. Null: of a unit."""
    over_land: bool
    """The straight way crosses land more than 3 km from both ends: its times are the least."""
    near_land: bool
    """It crosses land nearer to an end than that, a harbour or the shore: not reckoned with."""
    first_aboard: str | None
    """When the first person may be aboard."""
    on_scene_min: float | None
    """How long a unit can stay; null: of a ship, or not there."""
    diversion_nm: float | None
    """How much longer a ship's way becomes."""
    diversion_min: float | None
    age_min: float
    """Age of a ship's last position, or of a unit's by AIS; of a ship that joined and was not heard
    since, of the one entered. 0: as it was entered."""
    apart: bool
    """Not heard for over an hour, and named below those heard who can do what she can."""
    pos_cost: float | None
    """What the plan's probability of success loses at most if it goes; null: no plan was made, or
    it is not in it."""


class ShipsEntry(TypedDict):
    """What the answer about a boat says of ships."""

    ships: int
    """How many were heard and can be predicted."""
    oldest: str | None
    """When the ship was heard that has been silent longest; null: none was heard."""
    newest: str | None
    """Time of the newest position; null: there is none."""
    age_min: float | None
    stale: bool
    """True where the newest position is so old that ships that matter may not be in it."""
    timeless: int
    """Positions that were given without a time, or with one before 2000: not used, for nobody knows
    when it was."""
    speed_ratio: float | None
    """Of a CSV: median of the speed that ships make from one position to the next over the speed
    that they tell; far from 1 where a column is in another unit. null: too few steps."""
    course_off_deg: float | None
    """Of a CSV: median angle between the course told and that made good, degrees; large where
    columns are swapped. null: too few steps."""
    simulated_ships: int
    """How many of the ships are of an exercise, and not real."""
    simulated: bool
    """True where all are: none of these ships is real."""
    until: str
    """How far ahead was looked."""
    risk: list[RiskEntry]
    """Ships that may run over a boat, the riskiest first; no warnings' texts but those of ships to
    warn."""
    combined: list[CombinedEntry]
    """All ships together, for each boat."""
    areas: list[Area]
    """Smallest areas that hold 50 and 90 % of the strikes that are to be expected."""
    help: list[HelperEntry]
    """Ships and units that can help, the soonest first, and after them the others."""


class WarnedEntry(TypedDict):
    """A warning that went out, and who has answered it."""

    entry: str
    """Its id in the record."""
    to: str | None
    """Whom; null: the name is sealed, and its key not here, or it was purged."""
    whom: str | None
    """``all`` or ``one``, also where no name can be read; null: an entry of an earlier form."""
    boat: str
    """Empty where it names none."""
    at: str
    """When it went out."""
    answered: list[str]
    """Who has answered; empty: nobody yet."""


class BoatShips(TypedDict):
    """The ships around one boat of a record."""

    boat: str
    around: ShipsEntry | None
    """Null where it cannot be worked out."""
    why: str
    """Why not; empty where it is."""


class NightShips(TypedDict):
    """What a record's picture says of ships."""

    heard: HeardEntry
    """Of what is kept beside the record, or was given."""
    boats: list[BoatShips]
    """Open boats, where that was asked for; empty otherwise."""
    warned: list[WarnedEntry]
    """Warnings to single ships, the latest first."""
