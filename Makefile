# Levende hus. `make help` lists the commands.
# Needs Python 3.11 with venv, git and make; everything else is installed here, into .venv.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check -qq
FLAGS  ?=

.DELETE_ON_ERROR:
.PHONY: help run feeds test test-all check format clean

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
	@tests/install_debian.sh chromium nginx
	@tests/clients/setup.sh
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(VENV)/dev.installed  ## format the code and mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:  ## remove what was installed and made here, but not data/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf tests/clients/venv tests/clients/node_modules tests/clients/build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name it with: make PYTHON=python3.11")'
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

# Each stamp is a copy of what was installed, so a newer date alone installs nothing.
$(VENV)/run.installed: requirements.txt | $(BIN)/pip
	@cmp -s $< $@ || { echo "Installing $< (a minute or two the first time) ..."; $(PIP) install -r $<; }
	@cp $< $@

$(VENV)/dev.installed: requirements-dev.txt $(VENV)/run.installed
	@cat requirements.txt requirements-dev.txt | cmp -s - $@ || { echo "Installing $< ..."; $(PIP) install -r $<; }
	@cat requirements.txt requirements-dev.txt > $@
