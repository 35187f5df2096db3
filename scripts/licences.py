"""The licences of all that is installed beside Dojang, against a list of those that may be.

Run by `make check`. Reads what the packages say of themselves; exits 1 where one says nothing, or what is not on the list.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distributions

ALLOWED = re.compile(
    r"\b(MIT|BSD|Apache|ISC|ISCL|PSF|Python Software Foundation|MPL|Mozilla|Unlicense|Public Domain|0BSD|Zlib|HPND|MIT-CMU|CC0|LGPL\w*|"
    r"Lesser General|Historical Permission|Boost|BSL-1|WTFPL|CNRI|Artistic)\b",
    re.IGNORECASE,
)
AND = re.compile(r"\s+AND\s+", re.IGNORECASE)
"""Between licences that all hold; of others any one will do."""
LOOKED_UP = {"dojang": "Apache-2.0"}
"""What a package's metadata do not say; each was read in its repository."""


def main() -> int:
    """Prints each package that may not be there; the exit status."""
    wrong = sorted({line for one in distributions() if (line := refusal(one)) is not None})
    for line in wrong:
        sys.stderr.write(f"licences: {line}\n")
    return int(bool(wrong))


def refusal(one: Distribution) -> str | None:
    """Why a package may not be there."""
    name = str(one.metadata["Name"])
    told = licence(one)
    if not told:
        return f"{name} {one.version}: says no licence"
    return None if all(map(ALLOWED.search, AND.split(told))) else f"{name} {one.version}: {told[:100]}"


def licence(one: Distribution) -> str:
    """What it says: its expression, its classifiers, else the first line of its field."""
    known = LOOKED_UP.get(str(one.metadata["Name"]).lower())
    classifiers = [
        str(each).rpartition("::")[2].strip()
        for each in one.metadata.get_all("Classifier") or []
        if "License ::" in str(each)
    ]
    field = str(one.metadata.get("License") or "").strip().partition("\n")[0]
    return known or str(one.metadata.get("License-Expression") or "") or ", ".join(classifiers) or field


if __name__ == "__main__":
    sys.exit(main())
