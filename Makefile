# What one does with this repository. `make` alone lists it.
#
# Everything is installed into .venv from the lock files, with hashes, and again only when they change.
# PYTHON=/path/to/python chooses the interpreter, ARGS="…" is handed on to the program behind a target.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?=
ARGS ?=
UV_VERSION := 0.13.9

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
COMPILE := .venv-lock/bin/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11

.PHONY: help demo test check format bench screenshots lock clean

help: ## list what can be done
	@echo 'make TARGET [ARGS="..."] [PYTHON=/path/to/python]'
	@echo
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  \1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS='|' read -r target text; do printf '%-14s %s\n' "$$target" "$$text"; done

demo: $(VENV)/.runtime ## start the product with the real organisation and prepared cases; Ctrl-C stops it
	@$(BIN)/ilb up --demo $(ARGS)

test: $(VENV)/.dev ## run every test (ARGS="-k workshop" chooses)
	@$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

check: $(VENV)/.dev ## formatting, lint, types, import contracts, then every test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@$(MAKE) test

format: $(VENV)/.dev ## format, and mend what can be mended without asking
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(VENV)/.dev ## measure, and compare with the stated bounds
	@$(BIN)/python -m benchmarks $(ARGS)

screenshots: $(VENV)/.dev ## draw the pictures of the documentation anew
	@$(BIN)/python -m tests.acceptance.screenshots $(ARGS)

lock: .venv-lock/.uv ## resolve the dependencies anew (ARGS=--upgrade also takes newer versions)
	$(COMPILE) --extra build $(ARGS) pyproject.toml --output-file requirements.lock
	$(COMPILE) --extra dev $(ARGS) pyproject.toml --constraint requirements.lock --output-file requirements-dev.lock

clean: ## remove what was installed and built; the demo's data in var/ stays
	rm -rf $(VENV) .venv-lock build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- Installing ------------------------------------------------------------------------------------------------------

# $(call find_python) sets `python` to a suitable interpreter that can make a virtual environment, or stops and says
# what is missing. The distribution's own comes first: it is built optimised, which one that was compiled on the machine
# seldom is (a seventh of all time the tests take), and gets the distribution's security updates.
define find_python
python=; \
for candidate in $(if $(PYTHON),"$(PYTHON)",/usr/bin/python3 python3.13 python3.12 python3.11 python3); do \
	if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
		python=$$candidate; \
		if "$$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then break; fi; \
	fi; \
done; \
if [ -z "$$python" ]; then \
	echo "Python 3.11 or newer is missing$(if $(PYTHON),: $(PYTHON) is not one)." >&2; \
	echo "On Debian 12 or newer: apt-get install python3 python3-venv" >&2; \
	echo "If it is installed elsewhere: make $(or $(MAKECMDGOALS),demo) PYTHON=/path/to/python3" >&2; \
	exit 1; \
fi; \
if ! "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then \
	version=$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	echo "$$python (Python $$version) cannot make virtual environments: its venv package is missing." >&2; \
	echo "On Debian: apt-get install python$$version-venv (or python3-venv)" >&2; \
	exit 1; \
fi
endef

$(VENV)/.created:
	@$(find_python); \
	echo "Creating $(VENV) with $$("$$python" --version)"; \
	"$$python" -m venv $(VENV)
	@touch $@

# Building the project asks for nothing that is not locked: the locks carry the build backend.
define install
@echo "Installing the locked dependencies of $(1) (a minute or two the first time)"
@$(PIP) install -qq --require-hashes --requirement $(1)
@$(PIP) install -qq --no-deps --no-build-isolation --editable .
endef

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/.created
	$(call install,requirements.lock)
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/.created
	$(call install,requirements-dev.lock)
	@touch $@ $(VENV)/.runtime

.venv-lock/.uv: Makefile
	@$(find_python); "$$python" -m venv .venv-lock
	@.venv-lock/bin/python -m pip --disable-pip-version-check --no-input install -qq uv==$(UV_VERSION)
	@touch $@
