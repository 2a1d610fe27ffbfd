# Four commands that stay: each sets up what it needs, in .venv.
#   make demo     crawl a made-up site over HTTP, index it, serve the search page
#   make test     every test, with what the tests need (a browser too, where one can be had)
#   make quality  every measurement against gold data: build/quality.json
#   make bench    side by side with peers: build/bench.json
# And: make soak (long checks), make lint, make format, make lock (renew the pinned dependencies).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test quality bench soak lint format lock clean
.DELETE_ON_ERROR:

demo: $(VENV)/.runtime
	$(BIN)/ratssearch demo

test: $(VENV)/.dev
	$(BIN)/python scripts/run_tests.py

quality: $(VENV)/.dev
	$(BIN)/python -m benchmarks.quality $(ARGS)

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks $(ARGS)

soak: $(VENV)/.dev
	$(BIN)/python -m pytest -m soak -p no:xdist $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

$(VENV)/.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "ratssearch needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: $(VENV)/.venv requirements/build.txt requirements/runtime.txt pyproject.toml
	$(PIP) install --require-hashes -r requirements/build.txt -r requirements/runtime.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements/bench.txt
	$(PIP) install --require-hashes -r requirements/bench.txt
	@touch $@

COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	--python-version 3.11

lock: $(VENV)/.venv
	$(PIP) install uv
	$(COMPILE) pyproject.toml -o requirements/runtime.txt
	$(COMPILE) --extra dev --extra gazetteer pyproject.toml -c requirements/runtime.txt -o requirements/dev.txt
	$(COMPILE) --extra dev --extra gazetteer --extra bench pyproject.toml -c requirements/dev.txt -o requirements/bench.txt
	echo hatchling | $(COMPILE) - -c requirements/dev.txt -o requirements/build.txt

clean:
	rm -rf build dist $(VENV)
