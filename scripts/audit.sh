#!/usr/bin/env bash
# Asks for known weaknesses of what requirements.txt pins. pip-audit lives in a folder of its own: nothing of it is ours.
# Where it cannot be had, or nobody who knows of weaknesses can be reached, that is said, and is no failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

home=.venv-audit
if [ ! -x "$home/bin/pip-audit" ]; then
    .venv/bin/python -m venv "$home"
    if ! "$home/bin/pip" install --quiet --disable-pip-version-check pip-audit; then
        echo "audit: NOTHING WAS PROVED: pip-audit cannot be had here" >&2
        exit 0
    fi
fi
exec .venv/bin/python scripts/audit.py "$home/bin/pip-audit"
