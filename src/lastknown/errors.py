"""The one error a person is meant to read."""

__all__ = ["LastknownError"]


class LastknownError(ValueError):
    """Something is wrong with what was given; the text quotes the value and says the remedy.

    The command line prints the text on one line and ends with exit code 2.
    """
