# Shorthand for ./slice, which needs no make.
.DEFAULT_GOAL := help
.PHONY: help run demo test unit check fix cover css messages lock bench chaos setup

help:  ## Show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

run:  ## Start Second Slice (make run A="--port 8001")
	./slice run $(A)

demo:  ## Start it with a demo workspace
	./slice demo $(A)

test:  ## All tests (make test A=secondslice/pulse)
	./slice test $(A)

unit:  ## The fast tests only
	./slice test --unit $(A)

check:  ## What CI checks besides the tests
	./slice check

fix:  ## Format Python and templates, and mend what can be mended by itself
	./slice setup --dev
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format .
	find secondslice -path '*/templates/*' -name '*.html' | xargs .venv/bin/djade --target-version 5.2 || true  # 1: it changed one

cover:  ## Which lines and template tags no test reached
	./slice setup --dev
	SECONDSLICE_TEMPLATE_DEBUG=yes .venv/bin/python -m coverage run -m pytest -q -m "not browser and not postgres" secondslice $(A)
	.venv/bin/python -m coverage report

css:  ## Rebuild the style sheet and the icons
	./slice css

messages:  ## Collect the texts for translators
	./slice messages

lock:  ## Lock the packages anew (make lock A=--upgrade)
	./slice lock $(A)

bench:  ## Measure
	./slice bench $(A)

chaos:  ## Break things on purpose
	./slice chaos $(A)

setup:  ## Only make .venv, with the tools for developers
	./slice setup --dev
