# The commands of the README. Everything they make stays below .venv/ and build/.
PYTHON ?= python3
BIN := .venv/bin

# For processes that share the cores among themselves already.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 TF_NUM_INTRAOP_THREADS=1 TF_NUM_INTEROP_THREADS=1

.PHONY: install demo test lint release compat expected-results corpus attacks mutants false-alarms bench clean

install: .venv/installed

demo: .venv/installed
	$(BIN)/python scripts/demo.py

test: .venv/installed-test lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

release: .venv/installed
	$(BIN)/python scripts/build_release.py

compat: .venv/installed
	$(BIN)/python scripts/compat.py

expected-results: .venv/installed
	$(BIN)/python -m rnn_reference.expected_results

corpus: .venv/installed-test
	PYTHONPATH=tests/submissions $(ONE_THREAD) $(BIN)/python scripts/corpus.py

attacks: .venv/installed-test
	$(BIN)/python -m pytest tests/kernel -m "whole or not whole"

mutants: .venv/installed-test
	PYTHONPATH=tests/submissions $(ONE_THREAD) $(BIN)/python scripts/mutants.py

false-alarms: .venv/installed-test
	PYTHONPATH=tests/submissions $(ONE_THREAD) $(BIN)/python scripts/false_alarms.py

bench: .venv/installed-test
	PYTHONPATH=scripts:tests/submissions $(BIN)/python -m bench $(SUBJECTS)

clean:
	rm -rf build .venv

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml
	$(BIN)/pip install --quiet --editable .
	touch $@

.venv/installed-test: .venv/installed
	$(BIN)/pip install --quiet --editable '.[test]'
	touch $@
