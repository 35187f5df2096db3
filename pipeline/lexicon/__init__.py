"""What is printed on certificates: titles, labels, carriers, offices, and how readers break them.

Data only. Spaces never matter (labels are printed spread: `상    호`); parentheses are kept, since
`성명(대표자)` is another label than `성명`. Sources: the statutory forms and providers' lists of the
domain facts, section 2; readers' errors as seen on scans.
"""

from pipeline.lexicon.labels import GLOSSES, LABELS, Label
from pipeline.lexicon.names import (
    BROKEN_SIGNS,
    CARRIER_NAMES,
    CARRIERS,
    COMPANY_FORMS,
    COMPANY_SIGNS,
    DOUBLE_SURNAMES,
    OFFICE_ENDINGS,
    SERVICES,
    SOFTWARE_FOOTERS,
    SURNAMES,
    TAXPAYERS,
)
from pipeline.lexicon.titles import (
    CONTRADICTIONS,
    FOREIGN_FORMS,
    FOREIGN_TITLES,
    FORMULAS,
    LETTER_WORDS,
    NO_TITLES,
    REFUTATIONS,
    REQUIRED,
    SUPPORT,
    TITLE_FORMS,
    TITLES,
)
from pipeline.lexicon.words import DOUBTFUL_IN_FIRMS, FIRM_WORDS, GIVEN_SYLLABLES

__all__ = [
    "BROKEN_SIGNS",
    "CARRIERS",
    "CARRIER_NAMES",
    "COMPANY_FORMS",
    "COMPANY_SIGNS",
    "CONTRADICTIONS",
    "DOUBLE_SURNAMES",
    "DOUBTFUL_IN_FIRMS",
    "FIRM_WORDS",
    "FOREIGN_FORMS",
    "FOREIGN_TITLES",
    "FORMULAS",
    "GIVEN_SYLLABLES",
    "GLOSSES",
    "LABELS",
    "LETTER_WORDS",
    "NO_TITLES",
    "OFFICE_ENDINGS",
    "REFUTATIONS",
    "REQUIRED",
    "SERVICES",
    "SOFTWARE_FOOTERS",
    "SUPPORT",
    "SURNAMES",
    "TAXPAYERS",
    "TITLES",
    "TITLE_FORMS",
    "Label",
]
