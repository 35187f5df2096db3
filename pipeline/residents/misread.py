"""Labels that may be a resident number's, also where bad print left little of them."""

from __future__ import annotations

from functools import lru_cache

from pipeline.jamo import alike
from pipeline.residents.labels import NOT_HANGUL, Label, label_of

_MEANT = (
    "주민등록번호",
    "주민번호",
    "주민법인등록번호",
    "외국인등록번호",
    "국내거소신고번호",
    "주민등록번호외국인등록번호",
)
_OTHERS = (
    "법인등록번호", "사업자등록번호", "등록번호", "고유번호", "전화번호", "휴대전화번호", "발급번호", "문서확인번호",
    "계좌번호", "신고번호", "허가번호", "우편번호", "팩스번호", "증명번호", "승인번호", "접수번호", "관리번호", "가입번호",
    "차량등록번호", "발신번호", "수신번호", "주문번호", "고객번호", "회원번호", "사원번호", "직원번호", "면허번호", "등록일자",
    "이용번호", "일련번호", "연락처", "대표번호", "인증번호", "서비스번호", "입사년월일", "개업연월일", "발급연월일",
)  # fmt: skip
"""Labels of other numbers: what resembles one of them more is no resident number's."""
_ALIKE = 0.62
"""Likeness (over 자모) from which on a badly read label is taken for one."""


def may_name(text: str) -> bool:
    """Whether a line may begin with, or be, the label of a resident number."""
    return label_of(text) is Label.RESIDENT or _resembles(NOT_HANGUL.sub("", text)[:16])


@lru_cache(maxsize=4096)
def _resembles(letters: str) -> bool:
    """Whether the beginning of a line is more like one of these labels than like any other."""
    if len(letters) < 3:
        return False
    best = max(alike(piece, label, _ALIKE) for label in _MEANT for piece in _beginnings(letters, len(label)))
    if not best:
        return False
    return not any(alike(piece, label, best) for label in _OTHERS for piece in _beginnings(letters, len(label)))


def _beginnings(letters: str, size: int) -> list[str]:
    """The line's begin at about a label's length: letters may be lost, or specks be read before them."""
    return [letters[skip : skip + size + more] for skip in (0, 1) for more in (-1, 0, 1)]
