"""Every error this project raises on purpose.

    RatssearchError
    +-- UserError                 someone can mend it: CLI exit 2, HTTP 400, one clear sentence and a hint
    |   +-- ConfigError           ratssearch.toml, the environment or a flag
    |   +-- ProfileError          a source profile
    |   +-- GazetteerError        an operator's gazetteer file
    |   +-- QueryError            the search words; points at the place
    |   +-- ParameterError        one named request parameter
    |   +-- CursorExpired         a cursor of an index generation that is gone (HTTP 410)
    |   +-- NotFound              no such release, source or page (HTTP 404)
    |       +-- TakenDown         a release that the operator took down for good (HTTP 410)
    +-- ArchiveError              the archive cannot be opened, is newer than this program, or is in use
    +-- IndexUnavailable          no index yet, or one of another schema: `ratssearch reindex` makes it
    +-- ExtractionError           a page that holds no release; its `outcome` is counted, never swallowed

The translation to exit codes is in cli.py, to HTTP in web/errors.py, each in one place.
A failed fetch is no exception: it is a models.FetchedPage with an outcome of its own.
"""

from __future__ import annotations

import traceback
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_MOST_WORDS = 300  # characters of an error's own words that are told


class RatssearchError(Exception):
    """Base of all errors raised on purpose. `hint` says what to do, in one sentence, or is empty."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UserError(RatssearchError):
    """The person or program that asked can mend it."""


class ConfigError(UserError):
    """A setting has a wrong name, type or value."""


class ProfileError(UserError):
    """A source profile is wrong; the message names the source and the key."""


class GazetteerError(UserError):
    """A gazetteer file is wrong; the message names the file and the entry."""


class QueryError(UserError):
    """The query text cannot be understood; `position` and `length` (characters) mark the place in `text`."""

    def __init__(self, message: str, *, position: int, length: int = 1, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.text = ""  # set by whoever knows the whole query
        self.position = position
        self.length = length


class ParameterError(UserError):
    """A request parameter is unknown or out of range."""

    def __init__(self, parameter: str, detail: str, *, hint: str = "") -> None:
        super().__init__(f"{parameter}: {detail}", hint=hint)
        self.parameter = parameter
        self.detail = detail


class CursorExpired(UserError):
    """The index generation that a cursor pins is gone; start again from the first page."""


class NotFound(UserError):
    """What was asked for does not exist here."""


class TakenDown(NotFound):
    """The release was here and was taken down for good; the message says when and why."""


class ArchiveError(RatssearchError):
    """The archive cannot be used as it is."""


class IndexUnavailable(RatssearchError):
    """There is no index to search, or it was made by another schema version."""


# Outcomes of pages whose reading had to be ended (ExtractionError.outcome).
TIMED_OUT = "extraction_timed_out"
OUT_OF_MEMORY = "extraction_out_of_memory"
CRASHED = "extraction_crashed"
INTERNAL_ERROR = "internal_error"  # a mistake of ours that nobody foresaw: also the outcome of a fetch, and of a stage


def told(error: BaseException) -> str:
    """Type, place and words of an error that nobody foresaw: "ValueError in crawler/listing.py:40: bad"."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _PACKAGE in Path(frame.filename).parents]
    place = ""
    if frames:
        last = (ours or frames)[-1]
        path = Path(last.filename)
        place = f" in {path.relative_to(_PACKAGE) if ours else path.name}:{last.lineno}"
    words = " ".join(str(error).split())[:_MOST_WORDS]
    return f"{type(error).__name__}{place}" + (f": {words}" if words else "")


class ExtractionError(RatssearchError):
    """A page holds no release; `outcome` is the name under which it is counted."""

    def __init__(self, outcome: str, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.outcome = outcome

    def __reduce__(self) -> tuple[type[ExtractionError], tuple[str, str], dict[str, str]]:
        # It crosses from the process that reads pages to the one that counts them.
        return type(self), (self.outcome, self.message), {"hint": self.hint}
