"""Find a Chromium for the browser tests, or install one where that is allowed. Prints its path, or why there is none.

    python scripts/setup_browser.py [--find-only]

In this order: RATSSEARCH_CHROMIUM, the usual names on PATH, a copy that Playwright has fetched; else the system's
package manager (apt-get, as root or with sudo that asks for no password), else Playwright's own download. Exit 0 with
the path on the last line of stdout, 1 with the reason.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LAUNCH = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
_INSTALL_SECONDS = 600


def main() -> int:
    parser = argparse.ArgumentParser(description="Find or install a Chromium for the browser tests.")
    parser.add_argument("--find-only", action="store_true", help="install nothing")
    options = parser.parse_args()
    path, reason = find_browser()
    if path is None and not options.find_only and not os.environ.get("RATSSEARCH_CHROMIUM"):
        path, reason = install_browser()
    print(path if path is not None else f"No browser: {reason}")
    return 0 if path is not None else 1


def find_browser() -> tuple[Path | None, str]:
    """A Chromium that starts on this machine, else None and the reason."""
    named = os.environ.get("RATSSEARCH_CHROMIUM")
    if named:
        return _starts(Path(named)) or (None, f"RATSSEARCH_CHROMIUM names {named}, which does not start")
    for name in NAMES:
        found = shutil.which(name)
        if found and (started := _starts(Path(found))):
            return started
    for found_path in _fetched():
        if started := _starts(found_path):
            return started
    return None, f"none of {', '.join(NAMES)} is on PATH, and Playwright has fetched none"


def install_browser() -> tuple[Path | None, str]:
    """Install one by the system's package manager, else by Playwright; None and both reasons if neither can."""
    reasons: list[str] = []
    for install in (_install_by_system, _install_by_playwright):
        reason = install()
        path, missing = find_browser()
        if path is not None:
            return path, ""
        reasons.append(reason or missing)
    return None, "; ".join(reasons)


def _starts(path: Path) -> tuple[Path, str] | None:
    """The path if the program there says its version: a leftover or a stub that wants a snap does not."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return (path, "") if done.returncode == 0 and done.stdout.strip() else None


def _fetched() -> list[Path]:
    """Chromium copies in Playwright's own folder, newest first."""
    default = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ms-playwright"
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or default)
    patterns = ("chromium-*/chrome-*/chrome", "chromium_headless_shell-*/chrome-*/*headless*shell")
    patterns += ("chromium-*/chrome-mac*/*.app/Contents/MacOS/*",)
    return sorted((path for pattern in patterns for path in folder.glob(pattern) if path.is_file()), reverse=True)


def _install_by_system() -> str:
    """Install Debian's or Ubuntu's chromium; an empty text, or why that cannot be."""
    if shutil.which("apt-get") is None:
        return "there is no apt-get here"
    before: list[str] = []
    if os.geteuid() != 0:
        if shutil.which("sudo") is None or _run(["sudo", "-n", "true"]):
            return "apt-get needs root, and sudo asks for a password"
        before = ["sudo", "-n"]
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    apt = [*before, *environment, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]  # another run may be under way
    update = _run([*apt, "update"])
    install = _run([*apt, "-y", "--no-install-recommends", "install", "chromium"])
    return f"apt-get: {install}{f' (update: {update})' if update else ''}" if install else ""


def _install_by_playwright() -> str:
    """Let Playwright download its Chromium; an empty text, or why that cannot be."""
    if importlib.util.find_spec("playwright") is None:
        return "Playwright is not installed"
    failure = _run([sys.executable, "-m", "playwright", "install", "chromium"])
    return f"playwright install: {failure}" if failure else ""


def _run(command: list[str]) -> str:
    """Run a command; an empty text if it worked, else the last line that it wrote."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return ""
    lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
    return lines[-1] if lines else f"exit {done.returncode}"


if __name__ == "__main__":
    sys.exit(main())
