# Aisle's commands. `make help` lists them; a fresh clone needs nothing but Python 3.12 or newer.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PORT ?= 8000
export PORT

BIN := .venv/bin
BENCH := DATA_DIR="$${DATA_DIR:-.data/bench}" $(BIN)/python -m benchmarks

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/run.stamp ## set up and serve http://localhost:8000 (PORT=... changes it)
	@exec $(BIN)/python -m site_config.serve

test: .venv/dev.stamp ## set up and run every test
	@$(BIN)/python -m tests.run $(ARGS)

coverage: .venv/dev.stamp ## run the tests and print which lines of the shop they reach (ARGS="tests/shop" for some)
	@$(BIN)/python -m tests.run --cov --cov-report=term:skip-covered $(or $(ARGS),-n auto)

thorough: .venv/dev.stamp ## the tests that `make test` only samples, in full: properties, every view for axe, every stated limit
	@THOROUGH=true $(BIN)/python -m tests.run -n auto -m thorough $(ARGS)

smoke: .venv/dev.stamp ## start every command that the documents name once, on a tiny size
	@$(BIN)/python -m tests.smoke $(ARGS)

check: .venv/dev.stamp ## formatter, linters, types, Django's checks, templates, stylesheet
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tests/check.sh

fuzz: .venv/dev.stamp ## ask the HTTP API whatever its description allows, and what it does not
	@PATH="$(CURDIR)/$(BIN):$$PATH" DATA_DIR="$${DATA_DIR:-.data/bench}" $(BIN)/python -m tests.fuzz $(ARGS)

types: ## pack the TypeScript types, and compile a program against them (needs node and npm)
	@sh tests/types/check.sh

css: .venv/dev.stamp ## compile the stylesheet
	@$(BIN)/tailwindcss -i styles/aisle.css -o static/css/aisle.css --minify

texts: .venv/dev.stamp ## gather every sentence for the translators (locale/), and compile what they wrote
	@cd $(CURDIR) && $(BIN)/python manage.py makemessages --all --no-location --no-wrap --no-obsolete -i .venv -i .data -i tests -i benchmarks -v 0
	@$(BIN)/python manage.py compilemessages -i .venv -v 0

protocol: .venv/run.stamp ## publish schemas and types anew, after a change of frames or of the HTTP API
	@$(BIN)/python manage.py write_protocol
	@$(BIN)/python manage.py write_api_types

pictures: .venv/dev.stamp ## draw the demo shop's pictures again
	@$(BIN)/python -m demo.draw

bench-search: .venv/run.stamp ## search quality and speed over a graded catalogue, beside other engines and through HTTP
	@$(BENCH).search $(ARGS)

bench-growth: .venv/run.stamp ## search speed and sizes at 20,000 and 100,000 products (ARGS="--products 1000000" for more)
	@$(BENCH).growth $(ARGS)

bench-import: .venv/run.stamp ## rows and vectors a second of an import, and what a second one embeds
	@$(BENCH).imports $(ARGS)

bench-chat: .venv/run.stamp ## a conversation's speed, 1,000 sockets, and what is lost when servers are killed
	@$(BENCH).chat $(ARGS)

bench-pages: .venv/dev.stamp ## what each page weighs and how soon it stands on a slow phone
	@$(BENCH).pages $(ARGS)

screenshots: .venv/dev.stamp ## draw every page and state into docs/screenshots
	@DATA_DIR="$${DATA_DIR:-.data/bench}" $(BIN)/python -m tests.screenshots $(ARGS)

bench-turn: .venv/run.stamp ## what a turn adds to the bare run of the agent
	@$(BENCH).turn $(ARGS)

bench-faults: .venv/run.stamp ## how each fault of a provider ends, and after how long
	@$(BENCH).faults $(ARGS)

evals: .venv/dev.stamp ## ask the assistant what tests/evals asks (ARGS="--model NAME" puts another model beside the built-in one)
	@DATA_DIR="$${DATA_DIR:-.data/bench}" $(BIN)/python -m tests.evals $(ARGS)

bench-languages: .venv/run.stamp ## whether wishes in other languages find what the shop has, and keep their limits
	@$(BENCH).languages $(ARGS)

bench-edge: .venv/run.stamp ## whether search knows what a shop has and has not, and which products it counts
	@$(BENCH).edge $(ARGS)

bench-assistant: .venv/run.stamp ## whether the built-in assistant keeps every limit, and how soon it answers (ARGS="--catalogue icecat")
	@$(BENCH).assistant $(ARGS)

lock: .venv/dev.stamp ## resolve the pinned requirements anew
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header -p 3.12 pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header -p 3.12 --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock

clean: ## remove the virtual environment (data in .data stays)
	rm -rf .venv

.venv/run.stamp: requirements.lock
	@sh tools/install.sh requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock requirements.lock
	@sh tools/install.sh requirements-dev.lock
	@touch $@ .venv/run.stamp

.PHONY: help run test coverage thorough smoke check fuzz types css texts protocol pictures bench-search bench-growth bench-import bench-chat bench-pages bench-turn bench-faults bench-assistant bench-languages bench-edge evals screenshots lock clean
