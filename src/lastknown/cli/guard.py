"""Around every command: one line on stderr and an exit code, whatever happens."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import Enum
from types import FrameType
from typing import Any, get_args

from lastknown.errors import LastknownError

__all__ = ["DONE", "FAULT", "INTERRUPTED", "WRONG"]
__all__ += ["end_tidily_on_signals", "first_interrupt", "heed_no_more", "run"]

DONE, FAULT, WRONG, INTERRUPTED = 0, 1, 2, 130
BROKEN_PIPE = 141
"""128 + SIGPIPE, as the shell reports a program whose reader went away."""

_SOON_S = 0.05
"""When a signal comes again that was swallowed, s."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; no exception leaves.

    Parameters
    ----------
    arguments : words after ``lastknown``. ``--debug`` anywhere shows tracebacks and warnings.
    """
    words = [word for word in arguments if word != "--debug"]
    debug = len(words) < len(arguments)
    _open_what_is_closed()
    try:
        code = _command(words or ["--help"], debug=debug)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        _say(_interrupted(words))
        return INTERRUPTED
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # click ends with 1 while it is printed
            _forget_stdout()
            return BROKEN_PIPE
        return end.code if isinstance(end.code, int) else FAULT
    except Exception as error:
        if _hides_an_interrupt(error):
            _say(_interrupted(words))
            return INTERRUPTED
        return _explain(error, words, debug=debug)
    return code


def _command(words: list[str], *, debug: bool) -> int:
    import warnings

    from typer.main import get_command

    from lastknown.cli.app import app
    from lastknown.cli.narrow import narrowed

    _speak_utf8()
    with warnings.catch_warnings():
        warnings.simplefilter("default" if debug else "ignore")
        command = get_command(narrowed(app, words))
        code = command.main(words, prog_name="lastknown", standalone_mode=False)
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else DONE


def _interrupted(words: Sequence[str]) -> str:
    """Return what is sure: an entry of a record may have been written just before."""
    if _is_private(words):
        return "interrupted; lastknown case list shows what was written before"
    if words[:2] == ["ships", "import"]:
        return "interrupted; what was read before may be kept; to import it again doubles nothing"
    return "interrupted; nothing was written"


def _hides_an_interrupt(error: BaseException) -> bool:
    """Whether compiled code wrapped an interrupt in an error of its own, as pydantic's does."""
    under = error.__cause__ or error.__context__
    return (
        isinstance(error, KeyboardInterrupt)
        or "KeyboardInterrupt" in str(error)
        or (under is not None and _hides_an_interrupt(under))
    )


def _is_private(words: Sequence[str]) -> bool:
    """Return whether what was given may be personal: then no error and no report repeats it."""
    return words[:1] == ["case"]


def _explain(error: Exception, words: Sequence[str], *, debug: bool) -> int:
    """Say what went wrong in one line and return the exit code."""
    if debug and not isinstance(error, LastknownError) and not _is_private(words):
        import traceback

        traceback.print_exception(error)
    if isinstance(error, LastknownError):
        public = getattr(error, "public", ())
        _say(_impersonal(str(error), words, public) if _is_private(words) else str(error))
        return WRONG
    if hasattr(error, "format_message"):  # what typer raises for options and arguments
        said = _usage(error) if _is_private(words) else error.format_message()
        _say(f"{said} See lastknown --help.")
        return WRONG
    if isinstance(error, MemoryError):
        _say("not enough memory; use fewer particles, a larger output_s or a smaller sea")
        return WRONG
    if isinstance(error, OSError) and error.filename is None and error.strerror:
        _say(f"the answer could not be printed: {error.strerror}; free some space and run it again")
        _forget_stdout()
        return WRONG
    what = "" if _is_private(words) else f": {error}"
    _say(f"this is a fault in Lastknown: {type(error).__name__}{what}; {_report(error, words)}")
    return FAULT


_PERSONAL = re.compile(r"\d(?:[ ./-]?\d){7,}|[^\W\d_]{2,} +\w")
"""What may be a number or a name: eight figures or more, or words with a blank between them."""
_CALLED = re.compile(r"(?=[^\W\d_])[^\W\d_]+(?:['’-][^\W\d_]+)*")
"""One word of letters: with a capital it may be what somebody is called."""
_PLAIN = re.compile(
    r"\d{4}-\d\d-\d\d\S*|[0-9a-f]{8}-[0-9a-f-]{27}|[\d\s°º'’′\"”″.,;:+NSEWOnsewo-]+"
)
"""Times, ids and coordinates, which an error may repeat; none has eight figures in one run."""


def _impersonal(text: str, words: Sequence[str], public: Sequence[str] = ()) -> str:
    """Return an error about a record without what was given, where that may be personal.

    public : what was given and names nobody, by the error's own word: part of the name of a ship
    that sends AIS, of which no person was reported.
    """
    given = {word.partition("=")[2] if word.startswith("--") else word for word in words[3:]}
    given -= {*public}
    for value in sorted(given, key=len, reverse=True):
        plain = _PLAIN.fullmatch(value) and not re.search(r"(?<!-)\d{7}", value)
        if _PERSONAL.search(value) and not plain:
            text = text.replace(repr(value), "what was given").replace(value, "what was given")
        elif _CALLED.fullmatch(value) and value[0] != value[0].lower():
            bare = rf"(?<!\w){re.escape(value)}(?!\w)"
            text = re.sub(f"'{bare}'|{bare}", "what was given", text)
    return text


def _usage(error: Any) -> str:
    """Return what is wrong with options and arguments, without what was given."""
    name = type(error).__name__
    option = str(getattr(error, "option_name", ""))
    parameter = getattr(error, "param", None)
    if name == "NoSuchOption":
        known = f" {option}" if re.fullmatch(r"--[a-z-]{2,24}", option) else ""
        return f"No such option{known}. A text that begins with a hyphen goes after --."
    if name == "MissingParameter":
        return str(error.format_message())
    if str(error.format_message()).startswith("No such command"):
        return "No such command of lastknown case."
    if parameter is not None:
        called = (getattr(parameter, "opts", None) or [""])[-1]
        called = called if called.startswith("-") else str(parameter.metavar or parameter.name)
        return f"The value of {called} is not what it takes; {_takes(parameter)}."
    return "There is a word too many, or an option without its value; put texts in quotes."


def _takes(parameter: Any) -> str:
    """Return the words or bounds of an option or argument; where it has none, who says them."""
    kind = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    for each in (kind, *get_args(kind)):
        if isinstance(each, type) and issubclass(each, Enum):
            return f"give {', '.join(str(one.value) for one in each)}"
    low, high = getattr(parameter, "min", None), getattr(parameter, "max", None)
    if low is not None and high is not None:
        return f"give a number from {low:.10g} to {high:.10g}"
    if low is None:
        return "lastknown case … --help says what"
    return f"give a number from {low:.10g} on"


def _report(error: Exception, words: Sequence[str]) -> str:
    """Write the traceback where its owner alone can read it, and return where that is."""
    import tempfile
    import traceback
    from importlib.metadata import version

    private = _is_private(words)
    given = [*words[:2]] if private else [*words]
    lines = [f"lastknown {version('lastknown')}, Python {sys.version}", f"arguments: {given}"]
    trace = _places(error) if private else traceback.format_exception(error)
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="lastknown-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            file.write("\n".join([*lines, *trace]))
    except OSError:
        return "run it again with --debug to see where"
    return f"please report it with {file.name}"


def _places(error: BaseException) -> list[str]:
    """Return where an error and those behind it came from, without their texts."""
    import traceback

    under = error.__cause__ or error.__context__
    own = [*traceback.format_tb(error.__traceback__), type(error).__name__]
    return [*(_places(under) if under is not None else ()), *own]


def _say(text: str) -> None:
    """Print one line on stderr."""
    print("lastknown:", " ".join(text.split()), file=sys.stderr)


def _open_what_is_closed() -> None:
    """Point streams that the caller closed at nothing, so that no file takes their number."""
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(handle, True)
    os.close(handle)
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))


def _speak_utf8() -> None:
    """Degree signs and accents never end a run, whatever the terminal can show."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _forget_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's last flush stays quiet."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def end_tidily_on_signals() -> None:
    """A polite end (terminate, hang up) clears half-written files like an interrupt does.

    Where either comes while Python is in a finaliser, which swallows what is raised in it, it comes
    again shortly after.
    """
    sys.unraisablehook = _again
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _leave)


def heed_no_more() -> None:
    """From here on no signal changes the exit code: the command is over."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


@contextmanager
def first_interrupt() -> Iterator[Callable[[], bool]]:
    """Yield what answers whether an interrupt has come; a second one interrupts as ever.

    Where interrupts are ignored, or outside the main thread, nothing changes.
    """
    came = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal came
        if came:
            signal.default_int_handler(number, frame)
        came = True
        _say("ending with the best plan so far; interrupt again to give up")

    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN or threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield lambda: came
    finally:
        signal.signal(signal.SIGINT, before)


def _leave(number: int, frame: FrameType | None) -> None:
    del frame
    raise SystemExit(128 + number)


def _again(unraisable: sys.UnraisableHookArgs) -> None:
    """Send a signal again whose exception was swallowed; show any other as ever."""
    error = unraisable.exc_value
    if isinstance(error, KeyboardInterrupt):
        number = int(signal.SIGINT)
    elif isinstance(error, SystemExit) and isinstance(error.code, int) and error.code > 128:
        number = error.code - 128
    else:
        sys.__unraisablehook__(unraisable)
        return
    later = threading.Timer(_SOON_S, _wake, [number])
    later.daemon = True
    later.start()


def _wake(number: int) -> None:
    """Send a signal to the main thread, which a signal to this one would not wake from a wait."""
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, number)
    else:
        signal.raise_signal(number)
