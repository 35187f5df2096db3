#!/usr/bin/env bash
# Installs what Dojang needs and nothing else: system packages (only those that are missing), then
# the locked Python packages and the project itself in .venv. Run it as often as you like: what is
# there is left alone. PYTHON=/path/to/python names the interpreter to use.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'setup: %s\n' "$*" >&2; }
die() {
    printf 'setup: error: %s\n' "$@" >&2
    exit 1
}

# --- what the machine has ---------------------------------------------------------------------

suitable_python() { # Python 3.11 or later that can make virtual environments
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() { # prints the interpreter to use; fails if there is none
    if [ -n "${PYTHON:-}" ]; then
        suitable_python "$PYTHON" || return 1
        echo "$PYTHON"
        return
    fi
    local name
    for name in python3.13 python3.12 python3.11 python3; do
        if suitable_python "$name"; then
            echo "$name"
            return
        fi
    done
    return 1
}

has_languages() { # Tesseract is there and knows Korean and English
    local known
    known=$(tesseract --list-langs 2>/dev/null) || return 1
    grep -qx kor <<<"$known" && grep -qx eng <<<"$known"
}

has_font() { # a Korean font, for sheets, notices' pictures and the generator of samples
    local folder
    for folder in /usr/share/fonts /usr/local/share/fonts "$HOME/.local/share/fonts" "$HOME/Library/Fonts" /Library/Fonts; do
        if [ -d "$folder" ] && [ -n "$(find -L "$folder" -name 'NanumGothic*.tt[fc]' -print -quit 2>/dev/null)" ]; then
            return 0
        fi
    done
    return 1
}

missing() { # names what is missing, a word each
    has_languages || echo tesseract
    has_font || echo font
    [ -n "${PYTHON:-}" ] || find_python >/dev/null || echo python
}

# --- system packages --------------------------------------------------------------------------

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "system packages are missing and this needs root: run it as root, or install sudo."
    fi
}

apt_packages() { # the Debian and Ubuntu packages for each missing thing
    local thing
    for thing in "$@"; do
        case $thing in
            tesseract) echo tesseract-ocr tesseract-ocr-kor tesseract-ocr-eng ;;
            font) echo fonts-nanum ;;
            python) echo python3 python3-venv ;;
        esac
    done
}

brew_packages() { # likewise for Homebrew
    local thing
    for thing in "$@"; do
        case $thing in
            tesseract) echo tesseract tesseract-lang ;;
            font) echo font-nanum-gothic ;;
            python) echo python@3.13 ;;
        esac
    done
}

install_system_packages() {
    local -a things packages
    read -r -d '' -a things < <(missing) || true
    [ "${#things[@]}" -gt 0 ] || return 0
    if command -v apt-get >/dev/null; then
        read -r -d '' -a packages < <(apt_packages "${things[@]}") || true
        say "installing with apt-get: ${packages[*]}"
        as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq || say "apt-get update failed; going on with the lists that are here"
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            -o DPkg::Lock::Timeout=120 "${packages[@]}" </dev/null >&2
    elif command -v brew >/dev/null; then
        read -r -d '' -a packages < <(brew_packages "${things[@]}") || true
        say "installing with Homebrew: ${packages[*]}"
        brew install --quiet "${packages[@]}" >&2
    else
        die "missing: ${things[*]}; and there is neither apt-get (Debian, Ubuntu) nor brew (macOS) to install with." \
            "Install Tesseract 5 with kor and eng, Python 3.11 or later with venv, and the Nanum fonts; then run this again."
    fi
}

require_system() { # says what is still missing, and ends
    find_python >/dev/null || die "Python 3.11 or later with venv is needed; '${PYTHON:-python3}' is $("${PYTHON:-python3}" -V 2>&1 || true)." \
        "Install a newer one, or name it: make setup PYTHON=/path/to/python3.12"
    has_languages || die "'$(command -v tesseract || echo tesseract)' does not list the languages kor and eng (tesseract --list-langs)." \
        "If TESSDATA_PREFIX is set, it must name a folder that holds both."
    has_font || say "note: no Nanum font was found; the generator of samples needs one."
}

# --- Python packages --------------------------------------------------------------------------

make_venv() { # a folder that was copied or moved here is made anew: its scripts point elsewhere
    if .venv/bin/python -c 'import pip' 2>/dev/null && grep -qF " $PWD/.venv" .venv/pyvenv.cfg; then
        return 0
    fi
    local python
    python=$(find_python)
    say "making .venv with $("$python" -V)"
    "$python" -m venv --clear .venv
}

pip_install() {
    .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check "$@" >&2
}

once() { # once STAMP FILE COMMAND...: runs the command unless it has succeeded with this FILE already
    local stamp=.venv/$1 file=$2 sum
    shift 2
    sum=$(cksum <"$file")
    [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ] || return 0
    "$@"
    echo "$sum" >"$stamp"
}

install_locked() {
    say "installing the locked Python packages (a minute or two)"
    pip_install --require-hashes --only-binary :all: -r requirements-dev.txt
}

install_project() {
    pip_install --no-index --no-deps --no-build-isolation --editable .
}

install_system_packages
require_system
make_venv
once .locked requirements-dev.txt install_locked
once .project pyproject.toml install_project
