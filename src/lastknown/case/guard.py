"""The database's own guard: triggers that refuse to change or delete an entry, whoever asks.

They stop mistakes of programs and people, not somebody who may drop triggers: against that stands
the chain. `merge.restore` alone takes them down, within its transaction.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

__all__ = ["put_up", "take_down"]

_REFUSE = "RAISE(ABORT, 'entries are only appended, never changed or deleted')"
_SAME = "(centre = NEW.centre AND seq = NEW.seq) OR id = NEW.id"
_SQLITE = {
    "entries_no_update": f"BEFORE UPDATE ON entries BEGIN SELECT {_REFUSE}; END",
    "entries_no_delete": f"BEFORE DELETE ON entries BEGIN SELECT {_REFUSE}; END",
    # INSERT OR REPLACE deletes without asking the trigger above (sqlite.org, lang_conflict.html)
    "entries_no_replace": f"BEFORE INSERT ON entries WHEN EXISTS "
    f"(SELECT 1 FROM entries WHERE {_SAME}) BEGIN SELECT {_REFUSE}; END",
}
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION entries_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'entries are only appended, never changed or deleted'; END $$"
)
_POSTGRES = {
    "entries_no_change": "BEFORE UPDATE OR DELETE ON entries "
    "FOR EACH ROW EXECUTE FUNCTION entries_are_kept()",
    "entries_no_truncate": "BEFORE TRUNCATE ON entries "
    "FOR EACH STATEMENT EXECUTE FUNCTION entries_are_kept()",
}


def put_up(connection: Connection) -> None:
    """Make the triggers, in the transaction that is open."""
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.execute(text(_FUNCTION))
    for name, what in (_SQLITE if sqlite else _POSTGRES).items():
        connection.execute(text(f"CREATE TRIGGER {name} {what}"))


def take_down(connection: Connection) -> None:
    """Drop the triggers, in the transaction that is open."""
    sqlite = connection.dialect.name == "sqlite"
    for name in _SQLITE if sqlite else _POSTGRES:
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{'' if sqlite else ' ON entries'}"))
