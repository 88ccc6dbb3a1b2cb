# Levende hus. `make help` lists the commands.
# Needs Python 3.11 with venv, git and make; everything else is installed here, into .venv.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check -qq
FLAGS  ?=
OFFLINE := $(if $(wildcard wheels),--no-index --find-links wheels)

.DELETE_ON_ERROR:
.PHONY: help run feeds test test-all check format clean bundle lock audit

help:  ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: $(VENV)/run.installed  ## start the house on PORT (8501); fills a demo house when there is none
	@exec $(BIN)/python manage.py serve $(FLAGS)

feeds: $(VENV)/run.installed  ## run `manage.py feeds`; arguments in FLAGS
	@exec $(BIN)/python manage.py feeds $(FLAGS)

test: check  ## run every check, and every test but the long ones
	$(BIN)/python -m pytest -n 2 --dist loadfile $(FLAGS)

test-all: check  ## the same with the long tests
	EVERY_EXAMPLE=1 $(BIN)/python -m pytest -n 2 --dist loadfile -m "" $(FLAGS)

check: $(VENV)/dev.installed
	@tests/install_debian.sh chromium nginx caddy
	@tests/clients/setup.sh
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bundle: | $(BIN)/pip  ## make build/levende-hus-<version>.tar.gz for a machine without internet
	@deploy/bundle.sh $(BIN)/python

TOOLS := uv==0.13.9 pip-audit==2.10.1
$(VENV)/tools/installed: | $(BIN)/pip
	@$(PYTHON) -m venv $(VENV)/tools && $(VENV)/tools/bin/pip -q install $(TOOLS) && touch $@

lock: $(VENV)/tools/installed  ## write requirements.lock anew from requirements.txt
	@$(VENV)/tools/bin/uv pip compile -q --no-deps --generate-hashes --no-header --no-annotate --python-version 3.11 requirements.txt -o $(VENV)/lock
	@{ head -1 requirements.lock; cat $(VENV)/lock; } > $(VENV)/lock.new && mv $(VENV)/lock.new requirements.lock

audit: $(VENV)/tools/installed  ## ask the public list of known weaknesses about what we install
	$(VENV)/tools/bin/pip-audit --no-deps --disable-pip -r requirements.lock

format: $(VENV)/dev.installed  ## format the code and mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:  ## remove what was installed and made here, but not data/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf tests/clients/venv tests/clients/node_modules tests/clients/build benchmarks/lighthouse/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name it with: make PYTHON=python3.11")'
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

# Each stamp is a copy of what was installed, so a newer date alone installs nothing. Beside a folder
# `wheels` (of `make bundle`) nothing is asked of the internet.
$(VENV)/run.installed: requirements.lock | $(BIN)/pip
	@cmp -s $< $@ || { echo "Installing $< (a minute or two the first time) ..."; $(PIP) install $(OFFLINE) --require-hashes -r $<; }
	@cp $< $@

$(VENV)/dev.installed: requirements-dev.txt $(VENV)/run.installed
	@cat requirements.txt requirements-dev.txt | cmp -s - $@ || { echo "Installing $< ..."; $(PIP) install -r $<; }
	@cat requirements.txt requirements-dev.txt > $@
