"""The cloud as a labelled dataset: CF trajectories (H.4) with weights, and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from lastknown.drift.cloud import COMPONENTS, PHASES, STATUS, Cloud, Note
from lastknown.errors import LastknownError

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["VARIABLES", "as_cloud", "from_dataset", "to_dataset"]

VARIABLES: dict[str, tuple[bool, dict[str, Any]]] = {
    "lon": (True, {"standard_name": "longitude", "units": "degrees_east"}),
    "lat": (True, {"standard_name": "latitude", "units": "degrees_north"}),
    "status": (True, {"long_name": "status of the trajectory"}),
    "phase": (True, {"long_name": "what moves the object"}),
    "persons": (True, {"long_name": "persons with the object", "units": "1"}),
    "weight": (False, {"long_name": "probability of the realisation", "units": "1"}),
    "component": (False, {"long_name": "what the trajectory is of"}),
    "parent": (False, {"long_name": "index of the boat's trajectory"}),
    "hypothesis": (False, {"long_name": "hypothesis that the trajectory belongs to"}),
    "start": (False, {"long_name": "index of the start scenario"}),
    "what": (False, {"long_name": "search object"}),
    "start_lon": (False, {"long_name": "longitude of the start", "units": "degrees_east"}),
    "start_lat": (False, {"long_name": "latitude of the start", "units": "degrees_north"}),
    "start_s": (False, {"long_name": "time of the start", "units": "seconds since 1970-01-01"}),
    "side": (False, {"long_name": "side of downwind at the start: -1 left, 1 right"}),
    "heading_deg": (False, {"long_name": "course steered", "units": "degree"}),
    "own_speed_ms": (False, {"long_name": "speed through the water", "units": "m s-1"}),
    "engine_stops_s": (False, {"long_name": "engine stops", "units": "seconds since 1970-01-01"}),
    "swamps_s": (False, {"long_name": "time of swamping", "units": "seconds since 1970-01-01"}),
    "downwind_fraction": (False, {"long_name": "downwind leeway at 10 m/s", "units": "1"}),
}  # fmt: skip
"""Name: (has a time dimension, CF attributes); the fields of `Cloud` that are arrays."""


def flags(cloud: Cloud) -> dict[str, tuple[str, ...]]:
    """Return the meanings of the coded variables, by name."""
    return {
        "status": STATUS,
        "phase": PHASES,
        "component": COMPONENTS,
        "hypothesis": cloud.hypotheses,
        "what": cloud.objects,
    }


def to_dataset(cloud: Cloud) -> xr.Dataset:
    """Return the cloud as a dataset with dimensions (trajectory, time).

    `time` is datetime64[ns], UTC; coded variables carry `flag_values` and `flag_meanings` (blanks
    written as underscores); the exact names of the hypotheses are in the attribute `hypotheses`.
    `boats`, where starts name them, is a JSON list with the name for each start.
    """
    import xarray as xr

    meanings = flags(cloud)
    variables: dict[str, Any] = {}
    for name, (timed, attrs) in VARIABLES.items():
        values = getattr(cloud, name)
        if name in meanings:
            words = [word.replace(" ", "_") for word in meanings[name]]
            codes = np.arange(len(words), dtype=values.dtype)
            attrs = {**attrs, "flag_values": codes, "flag_meanings": " ".join(words)}
        variables[name] = (("trajectory", "time") if timed else ("trajectory",), values, attrs)
    time = np.round(cloud.time_s * 1e9).astype("int64").astype("datetime64[ns]")
    coords = {
        "time": ("time", time, {"standard_name": "time", "axis": "T"}),
        "trajectory": (
            "trajectory",
            np.arange(cloud.weight.size),
            {"cf_role": "trajectory_id", "long_name": "number of the trajectory"},
        ),
    }
    return xr.Dataset(variables, coords, _attrs(cloud)).set_coords(["lon", "lat"])


def _attrs(cloud: Cloud) -> dict[str, Any]:
    """Return the global attributes."""
    return {
        "Conventions": "CF-1.11, ACDD-1.3",
        "featureType": "trajectory",
        "hypotheses": "|".join(cloud.hypotheses),
        "objects": "|".join(cloud.objects),
        "notes": "\n".join(f"{note.code}: {note.text}" for note in cloud.notes),
        **({"boats": json.dumps(cloud.boats, ensure_ascii=False)} if cloud.boats else {}),
        **cloud.attrs,
    }


def from_dataset(dataset: xr.Dataset) -> Cloud:
    """Return the cloud of a dataset made by `to_dataset`.

    Raises
    ------
    LastknownError : the dataset lacks a variable or an attribute of a cloud.
    """
    missing = [name for name in (*VARIABLES, "time") if name not in dataset.variables]
    missing += [name for name in ("hypotheses", "objects") if name not in dataset.attrs]
    if missing:
        raise LastknownError(
            f"the dataset is no cloud: it lacks {', '.join(missing)}; give what drift_from returned"
        )
    arrays = {name: dataset[name].values for name in VARIABLES}
    own = {"Conventions", "featureType", "hypotheses", "objects", "notes", "boats"}
    return Cloud(
        time_s=dataset["time"].values.astype("datetime64[ns]").astype("int64") / 1e9,
        hypotheses=tuple(str(dataset.attrs["hypotheses"]).split("|")),
        objects=tuple(str(dataset.attrs["objects"]).split("|")),
        attrs={str(key): value for key, value in dataset.attrs.items() if key not in own},
        notes=tuple(_note(line) for line in str(dataset.attrs.get("notes", "")).splitlines()),
        boats=tuple(json.loads(str(dataset.attrs.get("boats", "[]")))),
        **arrays,
    )


def _note(line: str) -> Note:
    """Return the note of one line ``code: text``."""
    code, _, text = line.partition(": ")
    return Note(code, text)


def as_cloud(cloud: xr.Dataset | Cloud) -> Cloud:
    """Return the cloud behind either form."""
    return cloud if isinstance(cloud, Cloud) else from_dataset(cloud)
