# Two commands do everything: `make run` and `make test`. Both keep their environment in .venv/.
.DEFAULT_GOAL := run
.PHONY: run test bench day fuzz walks pictures segments questions lock clean
PYTHON ?= python3.11
VENV := .venv
IN := $(VENV)/bin

run: $(VENV)/runs
	@$(IN)/motcua run

test: $(VENV)/tests
	@PATH="$(CURDIR)/$(IN):$$PATH" sh .ci/checks

# The desk over a million petitions takes many minutes and gigabytes, and is asked for by itself: python -m tests.benchmarks.desk
bench: $(VENV)/tests
	@$(IN)/python -m tests.benchmarks

# The environment grows once per content of a lock: runs is what the bot needs, tests is that and what the checks need.
$(VENV)/runs: requirements.lock pyproject.toml
	@echo "motcua: preparing the environment in $(VENV)/, about a minute the first time" >&2
	@test -x $(IN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	@$(IN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(IN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/tests: requirements-dev.lock $(VENV)/runs
	@$(IN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Days of 300 citizens, faults and kills, on PostgreSQL and on SQLite, many minutes each; make test has two with 16 and 10 citizens.
# In the second day six officers work by the screens of the bot.
day: $(VENV)/tests
	@$(IN)/python -m tests.day
	@$(IN)/python -m tests.office_day

# 100,000 messages of nonsense; make test reads 2,000.
fuzz: $(VENV)/tests
	@$(IN)/python -m tests.fuzz 100000

# For maintainers, after the words or screens of the bot changed: writes the replies of tests/walks/ anew, to be read.
walks: $(VENV)/tests
	@MOTCUA_WALKS=write $(IN)/pytest tests/bot/test_walks.py

# For maintainers, after pages or words changed: takes the pictures in docs/pictures/ anew, to be looked at. Needs Chromium.
pictures: $(VENV)/tests
	@$(IN)/python -m tests.browser.pictures

# For maintainers, after names in knowledge/data/ changed.
segments: $(VENV)/runs
	@$(IN)/python -m knowledge.segmenting

# For maintainers, after the questions in tests/data/ changed.
questions: $(VENV)/runs
	@$(IN)/python -m tests.shipping

# For maintainers: needs uv.
lock:
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --extra build \
		--custom-compile-command "make lock" pyproject.toml --output-file requirements.lock
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --extra build --extra dev \
		--custom-compile-command "make lock" pyproject.toml --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) var .coverage* .hypothesis .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
