# Every target sets up what it needs: .venv with the pinned requirements and the program itself.
# Needs only Python 3.11 or 3.12, pip, make and git.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
UV_VERSION := 0.13.9
SKLEARN_VERSION := 1.9.1
GOLD ?= data/gold
AGAINST ?=
RULE ?=
UD ?=
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export UV_NO_PROGRESS := 1

.DEFAULT_GOAL := help
.PHONY: help install run test lint rule evaluate floors confidence second-opinion bench parser gazetteer dictionary lock clean

help: ## show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(READY): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@echo "installing the pinned requirements into .venv"
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r requirements.lock
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(READY)

install: $(READY) ## make .venv with the pinned requirements and the program .venv/bin/eventwire

run: $(READY) ## code the sample corpus into data/lake
	$(BIN)/eventwire run data/sample

test: $(READY) ## run all tests
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(READY) ## ruff and the strict type check of schemas and transforms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

rule: $(READY) ## run the sentences of a coding rule and say what is read where it fails: make rule RULE=ID_OR_FILE
	$(BIN)/eventwire check-rules $(RULE)

evaluate: $(READY) ## score the program on a folder of gold: make evaluate GOLD=FOLDER [AGAINST=REPORTS]
	$(BIN)/eventwire evaluate --gold $(GOLD) $(if $(AGAINST),--against $(AGAINST))

floors: $(READY) ## pin the floors of our own gold at what the program reaches now
	$(BIN)/eventwire evaluate --gold data/gold --pin-floors

confidence: $(READY) ## fit the weights of confidence again: make confidence GOLD=FOLDER
	$(BIN)/python -m flows.build.confidence --gold $(GOLD)

second-opinion: $(READY) ## train the second opinion again: make second-opinion GOLD=FOLDER (minutes; installs scikit-learn)
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet scikit-learn==$(SKLEARN_VERSION)
	$(BIN)/python -m flows.build.second_opinion --gold $(GOLD)

bench: $(READY) ## ratios of speed and memory against the bare libraries
	$(BIN)/python -m flows.bench

parser: $(READY) ## train the dependency parser again: make parser UD=FOLDER (half an hour)
	@test -n "$(UD)" || { echo "name the folder of the treebanks: make parser UD=FOLDER"; exit 2; }
	$(BIN)/python -m flows.build.parser --ud $(UD)

gazetteer: $(READY) ## build data/gazetteer again
	$(BIN)/python -m flows.build.gazetteer

dictionary: $(READY) ## write DATA_DICTIONARY.md again from the contracts
	$(BIN)/python -m flows.build.dictionary

lock: ## resolve requirements.lock again
	VIRTUAL_ENV=.venv $(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock

clean: ## remove .venv, the lake, reports and caches
	rm -rf .venv data/lake data/raw data/reports .mypy_cache .ruff_cache .pytest_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
