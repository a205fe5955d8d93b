# Two commands do everything on a fresh machine with Python 3.11 and make: `make run` and `make test`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
DEMO := build/run

.PHONY: run test long lint setup clean bench supply ship docs
.DELETE_ON_ERROR:

setup: $(VENV)/.ready

$(VENV)/.ready: requirements-dev.lock pyproject.toml
	@echo "Setting up: a virtual environment with locked dependencies (a minute or two, once) ..."
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "Python 3.11 is needed as '$(PYTHON)'; or say: make $(MAKECMDGOALS) PYTHON=python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: setup  ## the main job: shipped register + example documents -> what holds, and briefing.html
	@mkdir -p $(DEMO)
	@test -f $(DEMO)/register.duckdb || $(BIN)/latticework --register $(DEMO)/register.duckdb init
	@$(BIN)/latticework --register $(DEMO)/register.duckdb read src/latticework/shipped/documents
	@$(BIN)/latticework --register $(DEMO)/register.duckdb what-if --actor USA --posture withdrawn --on 2025-01-20
	@$(BIN)/latticework --register $(DEMO)/register.duckdb brief --actor USA --posture withdrawn --on 2025-01-20 --output briefing.html
	@echo "The same on screen: $(BIN)/latticework --register $(DEMO)/register.duckdb serve --open"

test: setup lint
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

long: setup  ## killed 200 times, 400 flipped bits, 400 random sequences, 5 minutes of readers and a writer: about an hour
	@LATTICEWORK_KILLS=100 LATTICEWORK_FLIPS=400 $(BIN)/python -m pytest -s tests/register/test_hard_to_break.py
	@LATTICEWORK_FLIPS=60 $(BIN)/python -m pytest -s tests/register/test_lost_acts.py
	@LATTICEWORK_EXAMPLES=400 $(BIN)/python -m pytest tests/register/test_state_machine.py
	@LATTICEWORK_CONCURRENT_S=300 $(BIN)/python -m pytest -s tests/web/test_turns.py
	@LATTICEWORK_REQUESTS=500 $(BIN)/python -m pytest -s tests/web/test_interface.py

lint: setup
	@$(BIN)/ruff format --check src tests scripts
	@$(BIN)/ruff check src tests scripts
	@$(BIN)/mypy

bench: setup  ## what-if speed beside named peers; with the research data in ../shared also on fault trees
	@mkdir -p benchmarks/results
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@$(BIN)/python benchmarks/whatif.py $(if $(wildcard ../shared/data/fault_trees),--trees ../shared/data/fault_trees) \
		| tee benchmarks/results/whatif.md

supply: setup  ## licences (fails on GPL and AGPL) and bill of materials, into build/supply
	@$(BIN)/python scripts/supply_chain.py

SHIP := $(abspath build/ship)
ship: supply  ## wheel and sdist, and the wheel with its locked dependencies in an empty environment, outside the checkout
	@rm -rf $(SHIP) && mkdir -p $(SHIP)/elsewhere
	@$(BIN)/python -m hatchling build --directory $(SHIP)
	@$(PYTHON) -m venv $(SHIP)/environment
	@$(SHIP)/environment/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(SHIP)/environment/bin/python -m pip install -q --disable-pip-version-check --no-deps $(SHIP)/*.whl
	@cd $(SHIP)/elsewhere && ../environment/bin/latticework doctor && ../environment/bin/latticework init \
		&& ../environment/bin/latticework brief --actor USA
	@$(BIN)/python scripts/shipped.py $(SHIP)

docs: setup  ## the documentation as a site, into build/site; a warning is an error, and nothing is asked of any host
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict
	@echo "Open build/site/index.html"

clean:
	rm -rf $(VENV) build briefing.html
