"""The process that fetches one live source: ``python -m lastknown.sea.live_worker`` with a job.

The job comes as JSON on the standard input; the data go to the file that it names, and the answer
(an error for people, or nothing) to another. The parent ends this process when the time is up.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lastknown.errors import LastknownError

__all__ = ["main"]

_MOST_BYTES = 4 * 2**30
_EXTRA = "pip install 'lastknown[live]'"


def main() -> None:
    """Do the job given on the standard input."""
    job = json.load(sys.stdin)
    answer: dict[str, str] = {}
    try:
        _JOBS[job["text"].partition(":")[0].lower()](job)
    except LastknownError as error:
        answer["error"] = str(error)
    except ModuleNotFoundError as error:
        answer["error"] = f"{error.name} is not installed; {_EXTRA}"
    except Exception as error:
        answer["error"] = _without_login(f"{type(error).__name__}: {' '.join(str(error).split())}")[
            :300
        ]
    Path(job["answer"]).write_text(json.dumps(answer), encoding="utf-8")


def _without_login(text: str) -> str:
    """Blot out the values of this process' variables that hold accounts, tokens or passwords."""
    for name, value in os.environ.items():
        held = any(
            mark in name.upper() for mark in ("PASSW", "TOKEN", "SECRET", "USERNAME", "_KEY")
        )
        if held and len(value) > 2:
            text = text.replace(value, "***")
    return text


def _http(job: dict[str, Any]) -> None:
    from lastknown.sea.live_http import save

    save(job["text"], Path(job["target"]), job["limit_s"], _MOST_BYTES)


def _erddap(job: dict[str, Any]) -> None:
    from lastknown.sea.live_http import save_erddap

    save_erddap(
        _address(job),
        tuple(job["box"]),
        (job["start_s"], job["end_s"]),
        Path(job["target"]),
        job["limit_s"],
    )


def _opendap(job: dict[str, Any]) -> None:
    import netCDF4  # noqa: F401  xarray would only say that no engine fits
    import xarray as xr

    from lastknown.sea.live_subset import save_subset

    address = _address(job)
    with xr.open_dataset(address, engine="netcdf4", decode_cf=False, cache=False) as ds:
        save_subset(ds, address, tuple(job["box"]), job["start_s"], job["end_s"], job["target"])


def _address(job: dict[str, Any]) -> str:
    address = str(job["text"].partition(":")[2])
    if urlsplit(address).scheme not in ("http", "https"):
        raise LastknownError(f"{address!r} is no address; it begins with https://")
    return address


def _copernicus(job: dict[str, Any]) -> None:
    import copernicusmarine

    dataset, _, variables = str(job["text"].partition(":")[2]).partition("?")
    west, south, east, north = job["box"]
    target = Path(job["target"])
    copernicusmarine.subset(
        dataset_id=dataset,
        variables=[name for name in variables.split(",") if name] or None,
        minimum_longitude=west,
        maximum_longitude=east,
        minimum_latitude=south,
        maximum_latitude=north,
        minimum_depth=0.0,
        maximum_depth=1.0,
        start_datetime=_iso(job["start_s"]),
        end_datetime=_iso(job["end_s"]),
        coordinates_selection_method="outside",
        output_directory=str(target.parent),
        output_filename="copernicus.nc",
        overwrite=True,
        disable_progress_bar=True,
    )
    (target.parent / "copernicus.nc").replace(target)


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _ecmwf(job: dict[str, Any]) -> None:
    from ecmwf.opendata import Client

    source = job["text"].partition(":")[2] or "ecmwf"
    client = Client(source=source, maximum_retries=2, retry_after=5)
    common = {"type": "fc", "stream": "oper", "param": ["10u", "10v"]}
    latest = client.latest(**common, step=90).replace(tzinfo=UTC)
    start, end = (datetime.fromtimestamp(job[key], UTC) for key in ("start_s", "end_s"))
    run, steps = run_and_steps(latest, start, end)
    client.retrieve(
        **common, date=run.strftime("%Y%m%d"), time=run.hour, step=steps, target=job["target"]
    )


def run_and_steps(latest: datetime, start: datetime, end: datetime) -> tuple[datetime, list[int]]:
    """Return the newest ECMWF run that holds the hours, and its steps in hours.

    Runs at 00 and 12 UTC reach 360 h (3-hourly to 144 h, then 6-hourly), those at 06 and 18 UTC
    144 h; about the last three days of runs are kept
    (https://www.ecmwf.int/en/forecasts/datasets/open-data).

    Parameters
    ----------
    latest : the newest run there is.
    start, end : the hours wanted, aware.

    Raises
    ------
    LastknownError : no run that is kept holds them; the hours that are held are named.
    """
    for back in range(13):
        run = latest - timedelta(hours=6 * back)
        reach = 360 if run.hour % 12 == 0 else 144
        if run <= start and end <= run + timedelta(hours=reach):
            return run, _steps((start - run) / _HOUR, (end - run) / _HOUR)
    oldest = latest - timedelta(hours=72)
    raise LastknownError(
        f"it holds {oldest:%Y-%m-%dT%HZ} to {latest + timedelta(hours=360):%Y-%m-%dT%HZ} about now,"
        f" not {start:%Y-%m-%dT%HZ} to {end:%Y-%m-%dT%HZ}; give a file or wind by hand"
    )


_HOUR = timedelta(hours=1)


def _steps(first: float, last: float) -> list[int]:
    """Return the steps of a run that enclose two lead times, hours."""
    offered = [*range(0, 145, 3), *range(150, 361, 6)]
    low = max(step for step in offered if step <= first)
    high = min(step for step in offered if step >= last)
    return [step for step in offered if low <= step <= high]


_JOBS: dict[str, Callable[[dict[str, Any]], None]] = {
    "http": _http,
    "https": _http,
    "erddap": _erddap,
    "opendap": _opendap,
    "copernicus": _copernicus,
    "ecmwf": _ecmwf,
}


if __name__ == "__main__":
    main()
