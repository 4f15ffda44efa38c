# run: set up and open the practice database; test: everything; bench: the benchmark table; check: lint, types, boundaries;
# pictures: those of the README, anew
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test bench check pictures clean

run: $(STAMP)
	@if [ ! -t 0 ] || [ ! -t 1 ]; then echo "shuroは端末で使います。端末から「make run」を実行してください。" >&2; exit 2; fi
	@$(BIN)/shuro practice

test: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist loadgroup

bench: $(VENV)/.tested
	$(BIN)/python -m benchmarks

check: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy shuro widgets screens

pictures: $(STAMP)
	$(BIN)/python docs/images/make.py

$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11以上が必要です。" >&2; exit 2; }
	@echo "環境を用意しています（初回だけ、数分かかります）…" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $(STAMP)

$(VENV)/.tested: $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $(VENV)/.tested

clean:
	rm -rf build dist .pytest_cache .hypothesis .ruff_cache .mypy_cache
