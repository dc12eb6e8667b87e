"""Which reports are of a boat all at once, as the association drew them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from lastknown.desk.record.associate import Weighed

__all__ = ["drawn_of"]


def drawn_of(weighed: Weighed, boat: str) -> tuple[frozenset[str], ...]:
    """Return, for each draw of the association, the ids of the reports that are of a boat in it.

    Those are the reports with its first anchor; empty where it has none.
    """
    anchors = weighed.linked.anchors[boat]
    if not anchors:
        return ()
    answer = weighed.association.rest or weighed.association  # those set apart are in no draw of it
    names = np.array([report.id for report in answer.reports])
    draws = answer.draws
    with_anchor = draws == draws[:, [names.tolist().index(anchors[0])]]
    return tuple(frozenset(names[row].tolist()) for row in with_anchor)
