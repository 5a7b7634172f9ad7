# Needs Python 3.11 and make; everything else is installed into .venv or, as root, by apt-get.
VENV := .venv
BIN := $(VENV)/bin
TEST_TOOLS := chromium chromium-driver libxml2-utils

.PHONY: help demo example samples test lint bench clean

help:
	@echo 'make demo     install, audit samples/, say where the report lies'
	@echo 'make test     install with the test extra, run the whole suite'
	@echo 'make lint     ruff, mypy --strict, import-linter'
	@echo 'make bench    measure against other readers, print the ratios'
	@echo 'make samples  write samples/ anew (simulated, fixed seed)'
	@echo 'make example  write reports/example/ anew from samples/'

$(VENV)/.main: pyproject.toml
	@echo 'Installing into $(VENV) ...'
	@.ci/venv $(VENV) ''
	@touch $@

$(VENV)/.test: pyproject.toml
	@echo 'Installing into $(VENV) with what the tests need ...'
	@.ci/venv $(VENV) '[test]'
	@touch $@ $(VENV)/.main

$(VENV)/.lint: pyproject.toml
	@.ci/venv $(VENV) '[test,lint]'
	@touch $@ $(VENV)/.test $(VENV)/.main

demo: $(VENV)/.main
	$(BIN)/rollaudit audit samples -o reports/demo --tz Europe/Berlin

example: $(VENV)/.main
	$(BIN)/rollaudit audit samples -o reports/example --tz Europe/Berlin --quiet

samples: $(VENV)/.main
	$(BIN)/python -m analyzer.simulate.samples samples

test: $(VENV)/.test
	@.ci/tools $(TEST_TOOLS)
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.test
	$(BIN)/python tests/bench/bench_index.py

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
