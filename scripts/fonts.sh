#!/bin/sh
# Installs the fonts of fixtures/splits.toml. `make bench-samples` calls it; tests do not need it.
set -eu
packages="fonts-nanum fonts-nanum-extra fonts-nanum-eco fonts-noto-cjk fonts-baekmuk fonts-unfonts-core
fonts-unfonts-extra fonts-alee fonts-lexi-gulim fonts-lexi-saebom fonts-woowa-bm fonts-naver-d2coding"

say() { printf 'fonts: %s\n' "$*" >&2; }

if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null; then
    say "the fonts that papers are generated in are packages of Debian and Ubuntu; here nothing was installed."
    say "On macOS or elsewhere run the benchmarks in a container, e.g.:"
    say "  docker run --rm -it -v \"\$PWD\":/dojang -w /dojang debian:12 sh -c 'apt-get update && apt-get install -y make && make bench-samples'"
    say "Figures from other fonts are not comparable with docs/benchmarks.md."
    exit 1
fi

missing=""
for package in $packages; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

run=""
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { say "error: fonts are missing and this needs root: run it as root, or install sudo."; exit 1; }
    run="sudo"
fi
say "installing with apt-get:$missing"
$run env DEBIAN_FRONTEND=noninteractive apt-get update -qq || say "apt-get update failed; going on with the lists that are here"
# shellcheck disable=SC2086 # one word a package
$run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 $missing </dev/null >&2
