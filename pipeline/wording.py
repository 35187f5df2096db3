"""Values as they are printed → values as they are compared and kept: names of firms and people.

A firm's name keeps its form as printed (`㈜`, `(주)`, `주식회사`); masks stay, so that a rule can see them.
"""

from __future__ import annotations

import re

from pipeline.firms import firm, sign_read
from pipeline.jamo import SLIP, alike, distance, fold
from pipeline.lexicon import BROKEN_SIGNS, CARRIERS, COMPANY_FORMS, DOUBLE_SURNAMES, LABELS
from pipeline.rows import Span

SIGN = "(주)"
_FIRM_SIGN = re.compile(r"\((?:주|유|사|재|합|의|학|복)\)|[㈜㈔㈲]")
_SPACED_MASK = re.compile(r"(?<=[가-힣*])\s+(?=\*)")
"""A space before asterisks: readers see one in each (`홍 **`)."""
_SPACED_SIGN = re.compile(r"\s*\(\s*(주|유|사|재)\s*\)\s*")
_BROKEN_SIGN = re.compile(
    r"^[(\[〔{][주쥐쥬즈추수구루][)\]〕}]?\s*(?=\S{2})|(?<=\S{2})\s*[(\[〔{][주쥐쥬즈추수구루][)\]〕}]?$"
)
_SPACED_FORMS = re.compile("|".join(r"\s*".join(form) for form in sorted(COMPANY_FORMS, key=len, reverse=True)))
_TAIL = re.compile(
    r"\s*[\[(（<]?\s*(?:직\s*인\s*생\s*략|직\s*인|인\s*감|서명\s*또는\s*인|서명|날인|인|印|생략)\s*[\])）>]\s*$|\s+(?:귀하|귀중)\s*$"
)
_LOST_BRACKET = re.compile(r"(?<=[가-힣]{3})\s*[직진식지적칙]\s*인\s*[\])）>]\s*$")
"""What is left of `(직인)` behind a whole name where its bracket ran into its first letter (`홍길동진인)`)."""
_EDGE = " \t:;,|·・'\"`~^_=.。「」『』<>《》【】[]{}•■□▶"
_MASK = "*＊●○◯■□×✕※◎"
_HEAD_TITLES = re.compile(
    r"^(?:대\s*표\s*이\s*사|대\s*표\s*자|대\s*표|이\s*사\s*장|원\s*장|사\s*장|회\s*장|센\s*터\s*장|지\s*점\s*장|본\s*부\s*장)(?:\s*[:：]\s*|\s+)"
)
_SIGNER = re.compile(r"(?<=\S)\s+(?:대\s*표\s*이\s*사|대\s*표\s*자|대\s*표|이\s*사\s*장)(?=\s|:|$)")
_PERSON = re.compile(r"[가-힣*○●]{2,5}|[A-Za-z][A-Za-z .,'-]{2,40}")
_OMITTED = re.compile(r"\s*[(\[]?\s*\S{0,4}\s*생\s*략.*$|\s*[(\[][^)\]]{0,4}$")
_NO_NAMES = frozenset(
    [
        "변경",
        "추가",
        "정정",
        "신규",
        "이전",
        "생략",
        "재발급",
        "귀하",
        "귀중",
        "직인",
        "서명",
        "날인",
        "확인",
        "본인",
        "법인",
        "회사",
        "없음",
        "해당없음",
        "주소",
    ]
)
_OTHERS = re.compile(r"\s*외\s*(\d+|[일이삼사오])\s*[명인]")
_ROLE = re.compile(
    r"(?:발신|번호|전화|명의|소유|동의|위임|승낙|사용|이용|수임|위탁|수탁|신청|가입|제공|보유|계약|발급|담당|대표|확인)+(?:하는|받는|하신)?"
    r"(?:회사|업체|법인|기관|기업|사업자|자|인|처)(?:명|정보)?"
)
"""Who does what on a form (`동의회사`, `번호명의자`): the heading of a party, whatever the form calls it."""
_USE = re.compile(r"^(?:[가-힣]{0,4}(?:제출|확인|보관|등록|신고|발급|심사|증빙)용|원본\s*대조\s*필|사본)$")
_NUMBER = re.compile(r"\d{5,}")
"""What is no name: a reader's ruin of Latin letters."""
_LABEL_LIKENESS = 0.88
_FORM_LIKENESS = 0.78
NAME_LENGTH = range(2, 41)


def trimmed(text: str) -> str:
    """White space folded; rules, bullets and stray marks at both ends gone, parentheses left in pairs."""
    bare = " ".join(text.split()).strip(_EDGE)
    if bare.count("(") > bare.count(")") and not bare.startswith("(주"):
        bare = bare.removeprefix("(") if bare.startswith("(") else bare.rsplit("(", 1)[0]
    if bare.count(")") > bare.count("(") and not bare.endswith("주)"):
        bare = bare.removesuffix(")") if bare.endswith(")") else bare
    return bare.strip(_EDGE)


def company(text: str) -> tuple[str, float]:
    """A firm's name as printed, and how little had to be mended (1 for nothing).

    `(인)`, 귀하 and the like go; what readers make of `㈜` at either end becomes `(주)` again.

    >>> company("@한빛테크 (인)")
    ('(주)한빛테크', 0.75)
    """
    bare = trimmed(_TAIL.sub("", _SIGNER.split(" ".join(text.split()))[0]))
    bare = _SPACED_FORMS.sub(lambda match: "".join(match[0].split()), bare)
    bare = _SPACED_MASK.sub("", _SPACED_SIGN.sub(lambda match: f"({match[1]})", bare))
    whole, share = _form_mended(bare)
    name, more = _mended(whole)
    known, believed = firm(name)
    return known, share * more * believed


_ROLE = re.compile(
    r"^(?:동의|위임|신청|의뢰|제공|사용|이용|명의|소유|허락|승낙|양도|양수|발송|위탁|수탁|요청|제출|발급|확인|고용|소속|재직|근무|가입)"
    r"\s*(?:회사|업체|법인|사업자|기업|단체|기관|상호)\s*명?\s*[:：]?\s*(?=\S)"
)
"""A label of a company by what it does on the paper (동의 회사, 위임 업체): no part of its name."""


_NOTE = re.compile(r"[(（\[](?=[^()（）]*(?:번호|대표|이하|전화|연락처|주소|소재지|\d{4}))[^()（）]*[)）\]]?$")
"""What is said of a company behind its name: `(사업자등록번호 128-86-44719)`, `(대표 홍길동)`, `(이하 "갑")`."""


def company_in(span: Span) -> tuple[str, float]:
    """`company` of a span: spaces as the distances tell, but beside 주식회사 and the like as they were read.

    A label that ran into the name (`동의 회사 주식회사 한빛`) is left out, and what else is said of it in brackets behind it.
    """
    role = _ROLE.match(span.solid)
    if role and role.end() < len(span.characters):
        span = span.part(role.end(), len(span.characters))
    note = _NOTE.search(span.solid)
    if note and note.start():
        span = span.part(0, note.start())
    name, mended = company(span.printed)
    read = _SPACED_FORMS.sub(lambda match: "".join(match[0].split()), span.text)
    for form in COMPANY_FORMS:
        if name.startswith(form) and re.search(rf"{form}\s", read):
            name = f"{form} {name.removeprefix(form).lstrip()}"
        elif name.endswith(form) and re.search(rf"\s{form}", read):
            name = f"{name.removesuffix(form).rstrip()} {form}"
    return name.strip(), mended


def _form_mended(name: str) -> tuple[str, float]:
    """A misread 주식회사 at either end set right (`유한획사`, `주식외사`); the spaces around it stay."""
    if is_company(name):
        return name, 1.0
    for form in COMPANY_FORMS:
        spread = r"\s*".join("." for _ in form)
        for pattern in (rf"^{spread}(?=.)", rf"(?<=.){spread}$"):
            match = re.search(pattern, name)
            if match and alike("".join(match[0].split()), form, _FORM_LIKENESS):
                lead = " " if match[0][:1].isspace() else ""
                return name[: match.start()] + lead + form + name[match.end() :], 0.85
    return name, 1.0


def _mended(name: str) -> tuple[str, float]:
    if _FIRM_SIGN.search(name) or _SPACED_FORMS.search(name):
        return name, 1.0
    signed = sign_read(name, incorporated=False)
    if signed != name:
        return signed, 0.75
    if _BROKEN_SIGN.search(name):
        return _BROKEN_SIGN.sub(SIGN, name), 0.8
    for sign in sorted(BROKEN_SIGNS, key=len, reverse=True):
        if name.startswith(sign) and _sign_here(sign, name[len(sign) :]):
            return SIGN + name[len(sign) :].lstrip(" )"), 0.75
        if name.endswith(sign) and _sign_here(sign, name[: -len(sign)]):
            return name[: -len(sign)].rstrip(" (") + SIGN, 0.75
    return name, 1.0


def _sign_here(sign: str, rest: str) -> bool:
    """A broken sign of its own shape is one; a syllable (쥐, 여) only where a space or a bracket sets it apart."""
    hangul = len(sign) == 1 and "가" <= sign <= "힣"
    return len(fold(rest)) >= 2 and (not hangul or rest[:1] in " )" or rest[-1:] in " (")


def is_company(text: str) -> bool:
    """Whether a text carries a firm's form, such as 주식회사, (주), ㈜."""
    return bool(_FIRM_SIGN.search(text) or _SPACED_FORMS.search(text))


def bare_firm(name: str) -> str:
    """A firm's name without its form.

    >>> bare_firm("주식회사 한빛테크"), bare_firm("한빛테크(주)")
    ('한빛테크', '한빛테크')
    """
    return _FIRM_SIGN.sub("", _SPACED_FORMS.sub("", name)).strip()


def masked(text: str) -> bool:
    """Whether characters of a name are hidden."""
    return any(char in _MASK for char in text)


def person(text: str) -> str | None:
    """A person's name without title, seal mark and letter spacing; `None` where none stands there.

    >>> person("대표이사 홍 길 동 (인)"), person("홍길동 외 1명"), person("(대표유형)"), person("홍길동진인)")
    ('홍길동', '홍길동 외 1명', None, '홍길동')
    """
    whole = " ".join(text.split())
    bare = trimmed(_TAIL.sub("", whole if re.search(r"[(（\[]", whole) else _LOST_BRACKET.sub("", whole)))
    bare = _HEAD_TITLES.sub("", bare).strip(_EDGE)
    others = _OTHERS.search(bare)
    if others:
        bare = bare[: others.start()]
    name = _name(_OMITTED.sub("", bare))
    if name is None or is_label(name) or name in _NO_NAMES or is_company(name):
        return None
    return f"{name} 외 {others[1]}명" if others else name


def _name(text: str) -> str | None:
    """The name at the start: single syllables set apart belong together."""
    parts = re.split(r"[(（\[/,|:]", text)[0].split()
    if not parts:
        return None
    if re.fullmatch(r"[A-Za-z.,'-]+", parts[0]):
        found = _PERSON.match(" ".join(parts))
        return found[0].strip(" ,.") if found else None
    name = ""
    for part in parts:
        if name in DOUBLE_SURNAMES and re.fullmatch("[가-힣]{2}", part):
            return name + part
        if name and ((len(part) > 1 and len(name) > 1) or len(name) + len(part) > 4):
            break
        name += part
    name = re.sub(r"[^가-힣*○●].*$", "", name)
    return name if _PERSON.fullmatch(name) else None


def is_label(text: str) -> bool:
    """Whether a text is a label's wording, as printed or misread, or a party's role, and so no value.

    >>> is_label("법인명"), is_label("! 법 인 명"), is_label("동의회사"), is_label("한빛테크")
    (True, True, True, False)
    """
    bare = re.sub(r"^[^가-힣a-z0-9]+|[^가-힣a-z0-9)]+$", "", fold(text)).strip("()")
    if bare in _WORDINGS or _ROLE.fullmatch(bare):
        return True
    return len(bare) >= 4 and any(
        alike(bare, wording, _LABEL_LIKENESS) for wording in _WORDINGS if bare[-1] == wording[-1:]
    )


_GENERIC = frozenset(
    {"사업자", "사업체", "개인사업자", "법인사업자", "법인", "개인", "단체", "회사", "업체", "고객", "본인"}
)
_FORM_PARTS = frozenset({"유한", "주식", "합자", "합명"})
"""Words of forms for whoever it is (`명의 사업자`), and what is left of a firm's form where a reader parts it: no names."""
_SHORT = 2
_SPELT_DATE = re.compile(r"[일이삼사오육칠팔구십]년[일이삼사오육칠팔구십유시]{1,3}월[일이삼사오육칠팔구십]{1,4}일$")


def names_firm(name: str) -> bool:
    """Whether a text can be a firm's name: letters beside its form, no label's wording, no label's colon within, and no date.

    >>> names_firm("주식회사 한빛테크"), names_firm("(주)"), names_firm("자 : 이혜다"), names_firm("확인용"), names_firm("사업지")
    (True, False, False, False, False)
    """
    own = re.sub(r"[^0-9A-Za-z가-힣*●○■□×]", "", _FIRM_SIGN.sub("", _SPACED_FORMS.sub("", name)))
    return (
        len(name) in NAME_LENGTH
        and len(own) >= 2
        and not _NUMBER.fullmatch(own)
        and own not in _GENERIC | _FORM_PARTS
        and not any(len(word) > _SHORT and distance(own, word) <= SLIP for word in _GENERIC)
        and ":" not in name
        and not is_label(name)
        and not _USE.search(name)
        and not _SPELT_DATE.search(own)
    )


_WORDINGS = frozenset(fold(wording).strip("()") for wordings in LABELS.values() for wording in wordings)


def carrier(text: str) -> str | None:
    """The usual name of the telecom carrier that a text names, if any (reading errors allowed in long names)."""
    solid = fold(text)
    for usual, printed in CARRIERS.items():
        for name in map(fold, printed):
            if len(name) <= 3:
                if re.search(rf"(?<![a-z가-힣]){re.escape(name)}(?![a-z])", solid):
                    return usual
            elif name in solid or (len(solid) <= len(name) + 4 and alike(_core(solid), _core(name), 0.8)):
                return usual
    return None


def _core(name: str) -> str:
    """A folded name without the firm's form."""
    return _FIRM_SIGN.sub("", _SPACED_FORMS.sub("", name))
