"""Words that lines are made of: labels of forms, words of Latin, parts of companies' names."""

from __future__ import annotations

LABELS = (
    "사업자등록번호",
    "등록번호",
    "법인등록번호",
    "주민등록번호",
    "생년월일",
    "개업연월일",
    "발급일자",
    "발급번호",
    "문서번호",
    "제출일",
    "입사일",
    "재직기간",
    "퇴사일",
    "전화번호",
    "전화",
    "휴대폰",
    "휴대전화",
    "팩스",
    "대표번호",
    "연락처",
    "서비스번호",
    "가입번호",
    "회선번호",
    "계좌번호",
    "고객번호",
    "개통일",
    "가입일",
    "신고번호",
    "신고일",
    "접수번호",
    "유효기간",
    "사업장 소재지",
    "본점 소재지",
    "주소",
    "우편번호",
    "상호",
    "법인명(단체명)",
    "대표자",
    "성명",
    "업태",
    "종목",
    "발급사유",
    "확인번호",
    "금액",
    "합계",
    "요금",
    "담당자",
    "이메일",
    "전자우편",
    "홈페이지",
    "기간",
    "작성일",
    "출력일시",
    "TEL",
    "FAX",
    "Tel",
    "Fax",
    "E-mail",
    "H.P",
    "No",
    "ID",
    "T",
    "F",
    "M",
)
"""Labels of certificates and forms."""
WORDS = (
    "Corporation",
    "Co., Ltd.",
    "Co.,Ltd",
    "Inc.",
    "Limited",
    "Korea",
    "Seoul",
    "Trading",
    "International",
    "Global",
    "Systems",
    "Networks",
    "Partners",
    "Holdings",
    "Certificate",
    "Employment",
    "Date",
    "Name",
    "Department",
    "Position",
    "Manager",
    "Engineer",
    "Address",
    "Telephone",
    "Registration",
    "Business",
    "Republic of Korea",
    "-ro",
    "-gil",
    "-gu",
    "-si",
    "Building",
    "Floor",
    "B1",
    "LTE",
    "5G",
    "VoIP",
    "SMS",
    "IP",
    "CEO",
    "KT",
    "SK",
    "LG U+",
    "R&D",
    "IT",
    "PAGE",
    "of",
    "the",
    "and",
    "COPY",
    "USIM",
    "Web",
    "OK",
)
"""Latin words of forms and companies."""
PARTS = tuple(
    """
    한국 대한 동아 국제 세계 아시아 중앙 동방 서울 경기 부산 제일 우리 하나 새한 신한 동서 남북 태평양 금강 백두
    한라 설악 지리 청정 푸르름 미래 내일 첨단 혁신 창조 신성 대성 삼원 동원 세원 성원 태원 유원 정원 진성 명성 화성
    금성 보성 광명 대명 신명 유진 동진 대진 세진 우진 효성 현대 대우 경남 경북 전북 전남 충청 강원 제주 인천 대구
    광주 울산 세종 정밀 기계 금속 철강 주철 용접 전기 전력 조명 통신 방송 반도체 로봇 자동화 제어 계측 센서 광학
    렌즈 배터리 태양광 풍력 환경 수처리 폐기물 재활용 플랜트 설비 배관 냉동 공조 보일러 건축 토목 조경 인테리어 목재
    석재 유리 페인트 도료 화장품 뷰티 헬스케어 의료기 병원 의원 약품 생명과학 유전자 농업 축산 수산 어업 양식 김치
    정육 제과 제빵 커피 음료 주류 외식 급식 호텔 관광 여행 항공 해운 운수 택배 창고 포장 인쇄 출판 서적 학원 유치원
    영어 수학 컨설팅 회계 세무 법률 특허 노무 부동산 자산관리 투자 캐피탈 보험 증권 금융 결제 핀테크 게임즈
    엔터테인먼트 스튜디오 픽처스 뮤직 애니메이션 광고 마케팅 브랜드 패션 섬유 의류 신발 가방 주얼리 안경 시계 가구 침대
    주방 생활 리빙 완구 문구 스포츠 골프 레저 캠핑 자동차 부품 정비 렌터카 주유소 가스 석유 에너텍 솔라 클라우드
    네트웍 시큐리티 보안 인공지능 빅웨이브 웹 앱 닷컴 콘텐츠 큐브 웍스 팩토리 그룹 코리아 인더스트리 테크놀로지 이엔지
    이엔씨 씨앤씨 에스티 지엔비 더블유 제이 케이 에이치 비앤비 앤파트너스 어소시에이츠 협동조합 재단 협회 연구소 센터
    조합 공사 공단 진흥원 연합회 빛 숲 꽃 별 달 길 뜰 밭 샘 볕 녘 윗 앞 뒷 옻 쥐 뼈 뿌리 씨앗 열매 돌쇠 꿈틀
    깨비 또래 빵집 떡방 찜닭 꽁치 짬뽕 쌀롱 Words that names of companies are made of,
    and of no other split.
    """.split()  # noqa: SIM905 - a list of three hundred lines says no more
)
"""Words that names of companies are made of; none of the other splits' own."""
