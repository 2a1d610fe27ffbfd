"""python -m ratssearch is the command line."""

import sys

from ratssearch.cli import main

sys.exit(main())
