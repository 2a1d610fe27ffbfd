"""The command line: one command per service function, parsing and printing only.

Data goes to stdout, progress and messages to stderr. Exit status: 0 done, 1 failure, 2 usage or configuration,
3 partial crawl, 130 interrupted.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from ratssearch.cli.parser import build_parser
from ratssearch.errors import QueryError, RatssearchError, UserError

DONE, FAILURE, USAGE, PARTIAL, INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status; errors raised on purpose become one message on stderr."""
    options = build_parser().parse_args(arguments)
    try:
        module, function = options.run.split(".")
        status: int = getattr(importlib.import_module(f"ratssearch.cli.{module}"), function)(options)
        sys.stdout.flush()
    except UserError as error:
        _complain(error)
        return USAGE
    except ExceptionGroup as group:  # every wrong parameter at once
        wrong, other = group.split(UserError)
        if wrong is None or other is not None:
            raise
        for each in wrong.exceptions:
            _complain(each)
        return USAGE
    except RatssearchError as error:
        _complain(error)
        return FAILURE
    except KeyboardInterrupt:
        print("Interrupted; what was fetched is kept, and the next run goes on from there.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing more to say, and no traceback at interpreter exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return status


def _complain(error: Exception) -> None:
    assert isinstance(error, RatssearchError)
    print(f"ratssearch: {error.message}", file=sys.stderr)
    if isinstance(error, QueryError):
        _point_at(error)
    if error.hint:
        print(f"  {error.hint}", file=sys.stderr)


def _point_at(error: QueryError) -> None:
    if error.text:
        print(f"  {error.text}", file=sys.stderr)
        print(f"  {' ' * error.position}{'^' * max(1, error.length)}", file=sys.stderr)
