# Needs Python 3.11 and make; everything else is installed into .venv or, as root, by apt-get.
VENV := .venv
BIN := $(VENV)/bin
TEST_TOOLS := chromium chromium-driver libxml2-utils libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
	bind9 bind9-utils bind9-dnsutils knot knot-dnsutils postgresql openssl cron systemd groff-base ripgrep
NPM := $(VENV)/npm
INSTALLED := pyproject.toml hatch_build.py $(shell find analyzer -name '*.pyx') .ci/constraints.txt

.PHONY: help demo example samples pages docs test lint bench accuracy soak fuzz constraints clean

help:
	@echo 'make demo     install, audit samples/, say where the report lies'
	@echo 'make test     install with the test extra, run the whole suite'
	@echo 'make lint     ruff, mypy --strict, import-linter'
	@echo 'make bench    measure against other readers, write docs/benchmarks.md (NAMES=…: some of them)'
	@echo 'make pages    write the generated pages of docs/ anew'
	@echo 'make fuzz     read mutated files on all processors for MINUTES (15), count them in docs/fuzzing.md'
	@echo 'make soak     kill ingests at random points, a year of weekly reports both ways; docs/soak.md counts'
	@echo 'make docs     write the generated pages anew, build the site in build/docs'
	@echo 'make accuracy hold reports on simulated fleets against the truth, write docs/accuracy.md'
	@echo 'make constraints  pin what CI installs anew, in .ci/constraints.txt'
	@echo 'make samples  write samples/ anew (simulated, fixed seed)'
	@echo 'make example  write reports/example/ anew from samples/'

$(VENV)/.main: $(INSTALLED)
	@echo 'Installing into $(VENV) ...'
	@.ci/venv $(VENV) ''
	@touch $@

$(VENV)/.test: $(INSTALLED)
	@echo 'Installing into $(VENV) with what the tests need ...'
	@.ci/tools gcc libc6-dev
	@.ci/venv $(VENV) '[test]'
	@touch $@ $(VENV)/.main

$(VENV)/.lint: $(INSTALLED)
	@.ci/venv $(VENV) '[test,lint]'
	@touch $@ $(VENV)/.test $(VENV)/.main

demo: $(VENV)/.main
	$(BIN)/rollaudit audit samples -o reports/demo --tz Europe/Berlin

example: $(VENV)/.main
	$(BIN)/rollaudit audit samples -o reports/example --tz Europe/Berlin --quiet

samples: $(VENV)/.main
	$(BIN)/python -m analyzer.simulate.samples samples

$(NPM)/node_modules: Makefile
	@command -v npm >/dev/null || .ci/tools npm
	@! command -v npm >/dev/null || npm install --no-save --no-audit --no-fund --ignore-scripts --silent \
		--prefix $(NPM) axe-core@4 @microsoft/jest-sarif@1.0.0-beta.0
	@mkdir -p $@ && touch $@

pages: $(VENV)/.main
	$(BIN)/python -m analyzer.knowledge.explain > docs/codes.md
	$(BIN)/python -m analyzer.knowledge.formats_page > docs/formats.md
	$(BIN)/python -m analyzer.policy docs/rules
	$(BIN)/python -m analyzer.reference docs

docs: $(VENV)/.test pages
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs build/docs

test: $(VENV)/.test $(NPM)/node_modules
	@.ci/tools $(TEST_TOOLS)
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.test
	@.ci/tools ripgrep
	$(BIN)/python -m tests.bench $(NAMES)

accuracy: $(VENV)/.test
	$(BIN)/python tests/accuracy/against_truth.py
	for name in formats_against_evtx forecast_ranges null_questions null_control_chart planted_schedules power_questions; do \
		echo "== $$name"; $(BIN)/python -m tests.accuracy.$$name || exit 1; done

fuzz: $(VENV)/.test
	$(BIN)/python tests/fuzz/fuzz_sources.py --minutes $(or $(MINUTES),15) --page docs/fuzzing.md

soak: $(VENV)/.test
	$(BIN)/python tests/soak/soak_kill.py --page docs/soak.md
	$(BIN)/python tests/soak/soak_weeks.py --page docs/soak.md

constraints:
	.ci/pin .ci/constraints.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
