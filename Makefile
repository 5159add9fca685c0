# make setup   the environment alone, in .venv
# make demo    the demonstration on corpora/mini, in runs/mini
# make test    the tests; PYTEST_ARGS="-n 2 tests/text" chooses
# make clean   removes the environment, the demo's workdir and all caches

PYTHON ?=
PYTEST_ARGS ?=
VENV := .venv
STAMP := $(VENV)/.installed
CANDIDATES := $(if $(PYTHON),"$(PYTHON)",python3 python3.13 python3.12 python3.11 python)
SUITABLE := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))

.PHONY: setup demo test clean

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@if ! $(VENV)/bin/python -m pip --version >/dev/null 2>&1; then \
	  found=; for python in $(CANDIDATES); do \
	    if "$$python" -c "$(SUITABLE)" >/dev/null 2>&1; then \
	      found="$$python"; break; \
	    fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo "make: no Python >= 3.11 with its venv module found; install one (Debian: apt install python3-venv) or name it: make PYTHON=/path/to/python" >&2; \
	    exit 2; \
	  fi; \
	  echo "$$("$$found" --version): making $(VENV)"; \
	  "$$found" -m venv --clear $(VENV) || exit 2; \
	fi
	@echo "installing lexiboost and its dependencies; the first time this takes minutes"
	@$(VENV)/bin/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

demo: $(STAMP)
	$(VENV)/bin/python -m lexiboost.stages.experiment --config=configs/mini.py --workdir=runs/mini

test: $(STAMP)
	$(VENV)/bin/python -m pytest $(PYTEST_ARGS)

clean:
	rm -rf $(VENV) runs/mini build dist *.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
