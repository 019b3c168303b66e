# `make build` sets up everything and builds output/; `make test` runs every check there is; `make bench` measures.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: build site test bench explorer site-scripts lint format lock clean wheel

build: $(VENV)/.runtime
	$(BIN)/govgraph build

site: $(VENV)/.runtime
	$(BIN)/govgraph site

test: $(VENV)/.dev lint build explorer/node_modules/.package-lock.json site/node_modules/.package-lock.json
	.ci/browser
	.ci/servers
	.ci/stores
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/.dev
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/govgraph fmt --check

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/govgraph fmt

bench: $(VENV)/.dev
	$(BIN)/python bench/run.py

# The explorer's front end, from explorer/ into the package; node comes with the development requirements.
explorer: explorer/node_modules/.package-lock.json
	cd explorer && PATH="$(CURDIR)/$(BIN):$$PATH" npm run build

# The scripts of the site's pages, from site/ into the package.
site-scripts: site/node_modules/.package-lock.json
	cd site && PATH="$(CURDIR)/$(BIN):$$PATH" npm run build

%/node_modules/.package-lock.json: %/package-lock.json $(VENV)/.dev
	cd $* && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-audit --no-fund && touch node_modules/.package-lock.json

wheel: $(VENV)/.dev
	$(BIN)/python -m build --wheel --outdir dist

$(VENV)/.created:
	$(PYTHON) -c 'import sys; sys.exit("GovGraph needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.runtime: $(VENV)/.created requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

# Needs uv; run it after a change of the dependencies in pyproject.toml.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header -o requirements.lock pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean:
	rm -rf $(VENV) .govgraph dist
