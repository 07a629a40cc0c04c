# Two commands do everything: `make run` and `make test`. Both keep their environment in .venv/.
.DEFAULT_GOAL := run
.PHONY: run test bench day chaos fuzz walks pictures segments questions lock clean
PYTHON ?= python3.11
VENV := .venv
IN := $(VENV)/bin

run: $(VENV)/runs
	@$(IN)/motcua run

test: $(VENV)/tests
	@PATH="$(CURDIR)/$(IN):$$PATH" sh .ci/checks

# About 15 minutes, eight of them for the memory of one copy after 100,000 updates; PARTS="search chats" takes six.
# The desk over a million petitions takes gigabytes too, and is asked for by itself: python -m tests.benchmarks.desk
# So is how much 1, 2 and 4 copies do: python -m tests.benchmarks.copies
bench: $(VENV)/tests
	@$(IN)/python -m tests.benchmarks $(PARTS)

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

# 200 chats at three copies on a PostgreSQL of its own, while copies, server, disk, clocks and network fail, many minutes;
# make test has half a minute of it. Clocks jump where Debian's libfaketime is, the disk is full where we may mount one.
chaos: $(VENV)/tests
	@$(IN)/python -m tests.chaos

# 100,000 messages of nonsense, and as many updates of every kind of the Bot API; make test reads 2,000 of each.
fuzz: $(VENV)/tests
	@$(IN)/python -m tests.fuzz 100000

# Asks OSV whether a fault is known of a locked package; "not checked" where it does not answer.
advisories: $(VENV)/tests
	@$(IN)/python -m tests.advisories

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
