# Two commands: `make run` serves, `make test` proves. Everything else is made on the way.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# Wheels are looked up wherever this machine's pip is told to; the lock holds hashes, never addresses.
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes

.PHONY: run test types tests bench lint lock migration clean

run: $(VENV)/.run
	$(BIN)/python -m bot run

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory -j2 types tests  # the suite waits now and then: types are checked meanwhile

types: $(VENV)/.dev
	$(BIN)/mypy

# In the order of tests/conftest.py, where what takes longest comes first. With compiled files kept,
# because dozens of processes begin in it.
tests: $(VENV)/.dev
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench

lint: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/mypy

# Only maintainers need uv: it writes the locks, plain pip reads them.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Hongye needs Python 3.11 or newer; set PYTHON=python3.12, for example.")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	@echo "Installing what the bot needs (once, about half a minute) ..."
	$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python
	@echo "Installing what the tests need (once, about a minute) ..."
	$(PIP) -r requirements-dev.lock
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache

# A new revision from the difference between the models and the last one: make migration NAME="visits"
migration: $(VENV)/.dev
	rm -f data/revision.db && mkdir -p data
	$(BIN)/python -c 'from bot import migrating as m; u = "sqlite:///data/revision.db"; m.upgrade(u); m.autogenerate(u, "$(NAME)")'
	$(BIN)/ruff format --quiet models/migrations/versions
