"""Search over official press releases."""

__version__ = "0.1.0"
