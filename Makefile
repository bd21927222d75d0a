# `make run` opens the program on a demonstration workbook, `make test` runs all tests.
# Both set everything up by themselves; how stands in tools/setup.sh.

PYTHON ?=
export PYTHON

VENV := .venv
BIN := $(VENV)/bin
SETUP := sh tools/setup.sh

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench faults random-user screenshots wheel bundle check-packages clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile

setup: ## set up what the program needs, without opening it
	@$(SETUP) program

run: ## set up, make a demonstration workbook and open the window on it
	@$(SETUP) display
	@$(SETUP) program
	@$(SETUP) window
	@test -f demo.xlsx || $(BIN)/valhalla new demo.xlsx --demo
	@$(BIN)/valhalla open demo.xlsx

test: ## set up and run all tests; the window's tests need no display
	@$(SETUP) tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile  # more would starve the real windows and LibreOffice

check: ## lint, types, and who may import whom
	@$(SETUP) tests
	@$(BIN)/ruff check --no-cache .  # a cached answer is wrong once a module has come or gone
	@$(BIN)/ruff format --no-cache --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: ## measure; it prints and never fails for being slow
	@$(SETUP) tests
	@$(BIN)/python -m tests.bench

faults: ## kill, fill up, cut off and corrupt; prints what was reached, fails where a target is missed
	@$(SETUP) tests
	@$(BIN)/python -m tests.faults

random-user: ## a seeded user works at random in the real window for half an hour; prints how to repeat what failed
	@$(SETUP) tests
	@PYTHONMALLOC=malloc $(BIN)/python -m tests.random_user

screenshots: ## every tab, dialog and empty state in light and dark, into docs/screenshots
	@$(SETUP) tests
	@$(BIN)/python -m tests.screenshots

wheel: ## build the wheel and the source archive into dist
	@$(SETUP) program
	@$(BIN)/python packaging/make.py wheel

bundle: ## build the wheel and a folder dist/valhalla that needs no Python
	@$(SETUP) program
	@$(BIN)/python packaging/make.py bundle

check-packages: bundle ## build both and use them as a person does, by command and in a window of their own
	@$(SETUP) tests
	@$(BIN)/python -m tests.packages build/env/bin/valhalla dist/valhalla/valhalla

clean: ## remove what set-up and tests made; workbooks stay
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name '*.egg-info' -prune -exec rm -rf {} +
	find . -name __pycache__ -prune -exec rm -rf {} +
