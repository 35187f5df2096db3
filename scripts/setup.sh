#!/usr/bin/env bash
# Installs what Dojang needs and nothing else: system packages (only those that are missing), then
# the locked Python packages and the project itself in .venv. Run it as often as you like: what is
# there is left alone. PYTHON=/path/to/python names the interpreter to use.
#
#   scripts/setup.sh         what runs it
#   scripts/setup.sh tests   and what only tests use: Chromium, nginx, PostgreSQL, Ceph (65 MB to fetch, 270 MB on
#                            disk). None of the last three is started. Where one cannot be had, its tests are
#                            skipped, and say so.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Where programs stand that no user's PATH names; and the file by which Debian asks whether to start a service.
SYSTEM_FOLDERS=${SYSTEM_FOLDERS-/usr/sbin /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin}
POLICY=${POLICY-/usr/sbin/policy-rc.d}

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

has_program() { # in the PATH or in one of the system's folders
    command -v "$1" >/dev/null && return 0
    local folder
    for folder in $SYSTEM_FOLDERS; do
        [ ! -x "$folder/$1" ] || return 0
    done
    return 1
}

has_chromium() { # one that is no snap: a snap sees no temporary folder of ours. tests/services looks in the same places
    local name version
    for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        version=$("$name" --version 2>/dev/null) || continue
        grep -q snap <<<"$version" || return 0
    done
    return 1
}

has_ceph() { # a gateway of S3 and what it stores on
    has_program radosgw && has_program ceph-mon && has_program ceph-osd && has_program ceph
}

missing() { # names what is missing, a word each
    has_languages || echo tesseract
    has_font || echo font
    [ -n "${PYTHON:-}" ] || find_python >/dev/null || echo python
}

missing_for_tests() { # likewise
    has_chromium || echo chromium
    has_program nginx || echo nginx
    has_program initdb || echo postgresql
    has_ceph || echo ceph
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
            chromium) ! in_apt chromium || echo chromium ;; # Ubuntu has it as a snap alone
            nginx | postgresql) echo "$thing" ;;
            ceph) ! in_apt radosgw || echo radosgw ceph-mon ceph-osd ceph-common ;;
        esac
    done
}

in_apt() {
    LC_ALL=C apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'
}

brew_packages() { # likewise for Homebrew
    local thing
    for thing in "$@"; do
        case $thing in
            tesseract) echo tesseract tesseract-lang ;;
            font) echo font-nanum-gothic ;;
            python) echo python@3.13 ;;
            ceph) ;;     # Homebrew has none
            chromium) ;; # Homebrew has none that macOS lets start; Google Chrome does, by hand
            nginx) echo nginx ;;
            postgresql) echo postgresql@17 ;;
        esac
    done
}

apt_install() { # starts no service that comes with a package, neither now nor at the next start of the machine
    # shellcheck disable=SC2016 - the inner shell expands it
    as_root env DEBIAN_FRONTEND=noninteractive POLICY="$POLICY" sh -c '
        set -e
        if [ ! -e "$POLICY" ]; then
            trap "rm -f \"$POLICY\"" EXIT
            trap "exit 1" HUP INT TERM
            printf "#!/bin/sh\nexit 101\n" >"$POLICY"
            chmod 755 "$POLICY"
        fi
        apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
        [ -d /run/systemd/system ] || exit 0
        for package; do
            case $package in
                nginx | postgresql) systemctl disable --quiet "$package" ;;
                radosgw) systemctl disable --quiet ceph.target ceph-mon.target ceph-osd.target ceph-radosgw.target || : ;;
            esac
        done' sh "$@" </dev/null >&2
}

install_things() { # install_things THING...
    local -a packages
    if command -v apt-get >/dev/null; then
        as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq || say "apt-get update failed; going on with the lists that are here"
        read -r -d '' -a packages < <(apt_packages "$@") || true
        [ "${#packages[@]}" -gt 0 ] || return 0
        say "installing with apt-get: ${packages[*]}"
        apt_install "${packages[@]}"
    elif command -v brew >/dev/null; then
        read -r -d '' -a packages < <(brew_packages "$@") || true
        [ "${#packages[@]}" -gt 0 ] || return 0
        say "installing with Homebrew: ${packages[*]}"
        brew install --quiet "${packages[@]}" >&2
    else
        die "missing: $*; and there is neither apt-get (Debian, Ubuntu) nor brew (macOS) to install with." \
            "Install that by hand, then run this again. Dojang needs Tesseract 5 with kor and eng, Python 3.11 or later with venv, the Nanum fonts."
    fi
}

install_system_packages() {
    local -a things
    read -r -d '' -a things < <(missing) || true
    [ "${#things[@]}" -eq 0 ] || install_things "${things[@]}"
}

install_for_tests() { # never fails: what is missing afterwards is told, and its tests are skipped
    local -a things
    read -r -d '' -a things < <(missing_for_tests) || true
    [ "${#things[@]}" -gt 0 ] || return 0
    (install_things "${things[@]}") || true
    read -r -d '' -a things < <(missing_for_tests) || true
    [ "${#things[@]}" -eq 0 ] || say "note: without ${things[*]}, tests that need it are skipped. (CHROMIUM=/path names a Chromium or Chrome.)"
}

require_system() { # says what is still missing, and ends
    find_python >/dev/null || die "Python 3.11 or later with venv is needed; '${PYTHON:-python3}' is $("${PYTHON:-python3}" -V 2>&1 || true)." \
        "Install a newer one, or name it: make setup PYTHON=/path/to/python3.12"
    has_languages || die "'$(command -v tesseract || echo tesseract)' does not list the languages kor and eng (tesseract --list-langs)." \
        "If TESSDATA_PREFIX is set, it must name a folder that holds both."
    has_font || say "note: no Nanum font was found; the generator of samples needs one."
}

# --- Python packages --------------------------------------------------------------------------

make_venv() { # a folder that was copied or moved here is made anew: its scripts point elsewhere. A link leads to what another uses
    if .venv/bin/python -c 'import pip' 2>/dev/null && grep -qF " $PWD/.venv" .venv/pyvenv.cfg; then
        return 0
    fi
    local python
    [ ! -L .venv ] || rm .venv
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

[ "$*" = "" ] || [ "$*" = tests ] || die "what is '$*'? It is scripts/setup.sh, or scripts/setup.sh tests."
install_system_packages
require_system
[ "$*" = "" ] || install_for_tests
make_venv
once .locked requirements-dev.txt install_locked
once .project pyproject.toml install_project
