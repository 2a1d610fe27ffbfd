"""Run every test, and name on the last line what had to be skipped.

    python scripts/run_tests.py [--require COMPONENT ...] [PYTEST ARGUMENT ...]

Components are `browser`, `gold` and `wget`. With --require (or in RATSSEARCH_REQUIRE, separated by spaces) a component
that is missing is a failure (exit 1), so that a skipped test is never counted as passed where it must run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SKIPS = REPOSITORY / "build" / "skipped.json"
COMPONENTS = ("browser", "gold", "wget")


def main() -> int:
    parser = argparse.ArgumentParser(description="Run every test and name what was skipped.")
    required = os.environ.get("RATSSEARCH_REQUIRE", "").split()
    parser.add_argument("--require", action="append", default=required, choices=COMPONENTS)
    options, pytest_arguments = parser.parse_known_args()
    print("Looking for a browser ...", flush=True)
    # Its own output says what was found or why not; without a browser the tests still run and name it as skipped.
    browser = subprocess.run([sys.executable, "scripts/setup_browser.py"], cwd=REPOSITORY, check=False)
    SKIPS.parent.mkdir(exist_ok=True)
    SKIPS.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-m", "not soak", "-q", *(_parallel()), *pytest_arguments]
    result = subprocess.run(command, cwd=REPOSITORY, check=False)
    return _conclude(result.returncode, options.require, browser_found=browser.returncode == 0)


def _parallel() -> list[str]:
    cores = os.cpu_count() or 1
    return ["-n", str(min(cores, 4)), "--dist", "loadgroup"] if cores > 1 else []


def _conclude(code: int, required: list[str], *, browser_found: bool) -> int:
    skipped: dict[str, int] = json.loads(SKIPS.read_text("utf-8")) if SKIPS.is_file() else {"every test": 1}
    missing = [component for component in required if any(reason.startswith(component) for reason in skipped)]
    if "browser" in required and not browser_found and "browser" not in missing:
        missing.append("browser")
    if missing:
        print(f"Required here and missing: {', '.join(missing)}.")
    words = "; ".join(f"{reason} ({count} tests)" for reason, count in sorted(skipped.items()))
    outcome = "Tests passed." if code == 0 else f"Tests failed (exit {code})."
    print(f"{outcome} Skipped: {words or 'nothing'}.", flush=True)
    return code or (1 if missing else 0)


if __name__ == "__main__":
    sys.exit(main())
