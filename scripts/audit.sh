#!/usr/bin/env bash
# Asks for known weaknesses of what requirements.txt pins. pip-audit lives in a folder of its own: nothing of it is ours.
# Where it cannot be had, or the database of weaknesses cannot be reached, it says so and is no failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

home=.venv-audit
if [ ! -x "$home/bin/pip-audit" ]; then
    .venv/bin/python -m venv "$home"
    if ! "$home/bin/pip" install --quiet --disable-pip-version-check pip-audit; then
        echo "audit: pip-audit cannot be had here; nothing was asked" >&2
        exit 0
    fi
fi
said=$("$home/bin/pip-audit" --requirement requirements.txt --require-hashes --disable-pip --progress-spinner off 2>&1) && status=0 || status=$?
echo "$said"
if [ "$status" -ne 0 ] && grep -qE "ConnectionError|ServiceError|Failed to (resolve|establish)|timed out|HTTPError" <<<"$said"; then
    echo "audit: the database of weaknesses cannot be reached; nothing was asked" >&2
    exit 0
fi
exit "$status"
