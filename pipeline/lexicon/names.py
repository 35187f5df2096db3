"""Names: forms of firms, carriers, public offices, and what readers make of them."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    """The words of a block, in order."""
    return tuple(text.split())


CARRIERS: dict[str, tuple[str, ...]] = {
    "SK텔레콤": _words("SK텔레콤 에스케이텔레콤 SKTelecom SKT"),
    "KT": _words("주식회사케이티 케이티 KT (주)KT (주)케이티"),
    "LG유플러스": _words("LG유플러스 엘지유플러스 LGU+ LGUplus 유플러스"),
    "SK브로드밴드": _words("SK브로드밴드 에스케이브로드밴드 SKbroadband"),
    "세종텔레콤": _words("세종텔레콤"),
    "한국케이블텔레콤": _words("한국케이블텔레콤 KCT"),
    "LG헬로비전": _words("LG헬로비전 엘지헬로비전 헬로모바일"),
    "드림라인": _words("드림라인"),
    "SK텔링크": _words("SK텔링크 에스케이텔링크"),
    "KT엠모바일": _words("KT엠모바일 케이티엠모바일 KTM모바일"),
    "미디어로그": _words("미디어로그"),
    "온세텔레콤": _words("온세텔레콤"),
    "스테이지파이브": _words("스테이지파이브"),
    "삼성SDS": _words("삼성SDS 삼성에스디에스"),
}
"""Who issues telecom certificates: the usual name, and how it is printed (spaces left out)."""

CARRIER_NAMES: tuple[str, ...] = (
    "SK텔레콤 주식회사",
    "에스케이텔레콤 주식회사",
    "주식회사 케이티",
    "주식회사 KT",
    "(주)케이티",
    "주식회사 엘지유플러스",
    "(주)LG유플러스",
    "주식회사 LG유플러스",
    "SK브로드밴드 주식회사",
    "에스케이브로드밴드 주식회사",
    "세종텔레콤 주식회사",
    "주식회사 한국케이블텔레콤",
    "주식회사 엘지헬로비전",
    "주식회사 LG헬로비전",
    "드림라인 주식회사",
    "SK텔링크 주식회사",
    "에스케이텔링크 주식회사",
    "주식회사 케이티엠모바일",
    "주식회사 미디어로그",
    "온세텔레콤 주식회사",
    "삼성에스디에스 주식회사",
)
"""Carriers' full names: what a misread one is set right to."""

COMPANY_FORMS: tuple[str, ...] = _words(
    """
    주식회사 유한회사 유한책임회사 합자회사 합명회사 사단법인 재단법인 의료법인 학교법인 사회복지법인 협동조합
    사회적협동조합 농업회사법인 영농조합법인 법무법인 세무법인 회계법인 특허법인 노무법인
    """
)
"""What a firm's name begins or ends with."""

COMPANY_SIGNS: dict[str, str] = {"㈜": "(주)", "㈔": "(사)", "㈲": "(유)"}
"""Forms of firms in one character, and how they are written out."""

BROKEN_SIGNS: tuple[str, ...] = _words(
    """
    @ © ® 쥐 여 여) ㈜ (쥬) (즈) (추) (쥐) (수) (구) (루) ㉯ ㉠ (주 주) ⓒ ㈜) (㈜ ⑦ ㉦
    """
)
"""What readers make of `㈜` and `(주)` at the start or the end of a name."""

OFFICE_ENDINGS: tuple[str, ...] = _words(
    """
    세무서장 구청장 시장 군수 보건소장 경찰청장 도지사 동장 면장 읍장 지방국세청장 특별자치시장 특별자치도지사
    """
)
"""How the head of a public office signs; the longer before the shorter it contains."""

SOFTWARE_FOOTERS: tuple[str, ...] = _words(
    """
    출력 인쇄 시스템 프로그램 솔루션 그룹웨어 ERP Copyright http www 제공 Powered 페이지 Page 발급되었습니다
    출력되었습니다
    """
)
"""Words of a line printed by personnel software or a site below the paper proper."""

SERVICES: tuple[str, ...] = _words("일반전화 시내전화 시외전화 국제전화 무선전화")
"""Kinds of lines, as a list of them says; no label, though one looks like it (연락전화)."""

TAXPAYERS: tuple[str, ...] = _words("법인사업자 개인사업자 일반과세자 간이과세자 면세사업자 일반사업자 세관장 국세청")
"""What a registration prints in parentheses under its title; no label, though it looks like one (통신사업자)."""

SURNAMES: frozenset[str] = frozenset(
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도석선설마길"
    "연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부가복태목형계피두감음빈동온호범좌팽승간상시갈단견당화"
)
"""Family names of one syllable that more than some hundred bear (Statistics Korea, census of 2015)."""

DOUBLE_SURNAMES: frozenset[str] = frozenset(_words("남궁 황보 제갈 사공 선우 서문 독고 동방 어금 망절"))
"""Family names of two syllables."""
