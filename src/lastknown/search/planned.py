"""What units are told to do: timed legs, the plan of each unit, and the plan they add up to."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lastknown.drift.cloud import Cloud
from lastknown.geo.position import Position
from lastknown.search.unit import Unit

__all__ = ["BoatGain", "Leg", "Plan", "UnitPlan"]


@dataclass(frozen=True)
class Leg:
    """One straight leg over the ground at constant speed.

    Attributes
    ----------
    lon0, lat0 : start, degrees, longitude in [-180, 180).
    t0 : time at the start, s since 1970-01-01T00:00Z.
    lon1, lat1, t1 : the same at the end.
    kind : ``search`` (a track) or ``turn`` (the short way from one track to the next).
    """

    lon0: float
    lat0: float
    t0: float
    lon1: float
    lat1: float
    t1: float
    kind: str = "search"


@dataclass(frozen=True)
class UnitPlan:
    """What one unit is told to do, and what that is worth.

    Attributes
    ----------
    unit : the unit.
    launch : False where staying is as good (the cloud holds nothing it can detect).
    pattern : pattern code, ``PS`` (parallel track), or "" where it does not launch.
    legs : the timed legs in order; empty where it does not launch.
    track_spacing_m : distance between neighbouring tracks, m.
    length_m : side of the box along the tracks, m.
    width_m : side of the box across the tracks, m.
    orientation_deg : course of the first track, degrees true.
    creep_deg : direction in which the tracks follow each other, degrees true.
    centre : centre of the box.
    corners : the box's four corners, counter-clockwise seen from above, not closed.
    start : commence search point.
    depart_s, arrive_s, leave_s, back_s : leaves its position, on scene, leaves the scene, back;
        s since 1970-01-01T00:00Z.
    on_scene_h : hours on scene.
    transit_m : way out, m.
    sweep_width_m : sweep width used for (boat, persons in the water), m, at the first leg.
    dark : True where part of the on-scene time is dark (sun more than 6 degrees below).
    coverage : sweep width of the sought component x usable path / area of the box.
    pos : probability of success that this unit adds after those on scene before it, fraction.
    pos_of : the same for those with the boat and for those in the water, given that persons are
        there at the end; NaN where nobody is.
    steer_to : most likely position at its own arrival.
    notes : sentences for the brief.
    drift_ms : mean motion of the area while on scene, m/s east and north, toward; (0, 0): it is
        fixed to the ground. `legs` are over the ground and hold it; centre and corners are those
        halfway through its legs.
    lives : lives gained that this unit adds after those on scene before it; NaN: not asked for.
    over_land : the straight way out or back of a unit that floats crosses land, more than 3 km from
        where it begins and ends: it takes longer than `arrive_s` and `back_s` say.
    stays : why it cannot search there (``too_far``, ``too_late``, ``in_the_dark``); "": it can.
    """

    unit: Unit
    launch: bool
    pattern: str
    legs: tuple[Leg, ...]
    track_spacing_m: float
    length_m: float
    width_m: float
    orientation_deg: float
    creep_deg: float
    centre: Position
    corners: tuple[Position, ...]
    start: Position
    depart_s: float
    arrive_s: float
    leave_s: float
    back_s: float
    on_scene_h: float
    transit_m: float
    sweep_width_m: tuple[float, float]
    dark: bool
    coverage: float
    pos: float
    pos_of: tuple[float, float]
    steer_to: Position
    notes: tuple[str, ...] = ()
    drift_ms: tuple[float, float] = (0.0, 0.0)
    lives: float = math.nan
    stays: str = ""
    over_land: bool = False


@dataclass(frozen=True)
class BoatGain:
    """What a plan does for one boat.

    Attributes
    ----------
    name : the boat's, or of its start.
    pos : probability that a person sought is found, given that they are that boat's.
    lives : lives of its persons that the plan gains, expected; NaN: not asked for.
    at_stake : of its persons, those expected to die by the horizon if nobody finds them; NaN: not
        asked for.
    """

    name: str
    pos: float
    lives: float
    at_stake: float = math.nan


@dataclass(frozen=True)
class Plan:
    """Who searches where, and the probability of success of all of it.

    Attributes
    ----------
    at_s, until_s : the span planned for, s since 1970-01-01T00:00Z.
    units : one entry per unit, in the order given.
    pos : probability of success of all units together, fraction; the sum of what each adds.
    cloud : the cloud it was planned on.
    ashore : share of the persons sought that had come ashore at `at_s`, fraction; units at sea and
        in the air do not look for them, a search of the shore does.
    notes : sentences for the brief.
    pos_error : standard error of `pos` by the number of realisations that it was counted on.
    reference : POS that the best even division of the same effort would reach; None: not asked for.
    ceiling : POS that no use of these units could exceed; None: not asked for.
    objective : what it was made for, ``pos`` or ``lives``.
    lives : lives gained by all units together, expected; NaN: not asked for.
    lives_range : the least and the most of that by the three survival curves; None: not asked for.
    boats : what it does for each boat.
    beside : with objective ``lives`` the plan for the most POS; else None.
    """

    at_s: float
    until_s: float
    units: tuple[UnitPlan, ...]
    pos: float
    cloud: Cloud
    ashore: float = 0.0
    notes: tuple[str, ...] = ()
    pos_error: float = math.nan
    reference: float | None = None
    ceiling: float | None = None
    objective: str = "pos"
    lives: float = math.nan
    lives_range: tuple[float, float] | None = None
    boats: tuple[BoatGain, ...] = ()
    beside: Plan | None = None
