#!/bin/sh
# Installs the fonts of fixtures/splits.toml (Debian, Ubuntu). `make bench-*` calls it; tests do not need it.
set -eu
packages="fonts-nanum fonts-nanum-extra fonts-nanum-eco fonts-noto-cjk fonts-baekmuk fonts-unfonts-core
fonts-unfonts-extra fonts-alee fonts-lexi-gulim fonts-lexi-saebom fonts-woowa-bm fonts-naver-d2coding"
missing=""
for package in $packages; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
run=""
[ "$(id -u)" -eq 0 ] || run="sudo"
$run apt-get update -q
# shellcheck disable=SC2086 # one word a package
$run env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
