# The doors. Each sets up what it needs and says so; the work is in scripts/.
.PHONY: help run test build proof bench e2e spa clean

help: ## these lines
	@sed -n 's/^\([a-z0-9]*\):.*## /  make \1\t/p' Makefile | expand -t 16

run: ## the portal on http://localhost:8080 with the sandbox behind it (PORT, SANDBOX_PORT, SMTP_PORT, OPERATIONS_PORT)
	@scripts/run.sh

test: ## every check and every test, short forms
	@scripts/test.sh

build: ## target/release/kommunal (SPA inside) and target/release/kommunal-sandbox
	@scripts/build.sh

# The same code as `make test` with larger numbers; any of them can be given.
proof: export KOMMUNAL_LIVES ?= 2000000
proof: export KOMMUNAL_KILLS ?= 200
proof: export KOMMUNAL_ROWS ?= 1000000
proof: export KOMMUNAL_SHEET ?= all
proof: export KOMMUNAL_KIOSK_SESSIONS ?= 200
proof: export KOMMUNAL_QUEUED ?= 100
proof: export KOMMUNAL_FALSIFIED ?= 5
proof: export KOMMUNAL_FAULT_PAYMENTS ?= 1000
proof: export KOMMUNAL_PUT_BACK_S ?= 60
proof: export KOMMUNAL_PERSONS ?= 200
proof: export KOMMUNAL_RETRIES ?= 0
proof: export KOMMUNAL_HEARD ?= all
proof: export KOMMUNAL_ENGINES ?= all
proof: ## the same with the large numbers: lives, kills, rows, pictures, kiosk sessions, queued, falsifications, payments amid faults, load before a database is put back, people erased, the journeys listened to with a screen reader, browsers (KOMMUNAL_LIVES, _KILLS, _ROWS, _SHEET, _KIOSK_SESSIONS, _QUEUED, _FALSIFIED, _FAULT_PAYMENTS, _PUT_BACK_S, _PERSONS, _HEARD, _ENGINES)
	@scripts/test.sh

bench: ## measurements, written as tables
	@scripts/bench.sh

e2e: ## only the end-to-end tests; ARGS goes to Playwright: make e2e ARGS="guide-example --headed"
	@scripts/e2e.sh $(ARGS)

spa: ## the single-page app, into dist/
	@scripts/spa.sh

clean: ## remove what was built; data/ and the tools shared by all clones stay
	rm -rf target dist tools/node_modules e2e/node_modules e2e/test-results e2e/report
