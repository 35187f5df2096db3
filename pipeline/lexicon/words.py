"""Words that firms' names end in, and syllables that people's names are made of: what settles a reader's doubt.

General knowledge of Korean firms' names (상호), not taken from any register. A word that another one is easily
misread as (데크 beside 테크) stands here too, so that neither is ever taken for the other.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FIRM_WORDS: frozenset[str] = _words(
    """
    가구 가스 개발 건설 건업 건축 건축사사무소 게임즈 경제연구소 고무 공간 공방 공사 공업 공업사 공영 공예 관광 광고 광업 교역
    교육 교통 국밥 국수 그룹 글라스 글로벌 금고 금속 금융 기계 기공 기술 기술단 기업 기전 기획 김치 네트웍스 네트워크 네트웍
    농산 농업 농원 농장 다이닝 닷컴 대리점 대부 데이터 데크 도서 도시락 도예 도장 동물병원 디벨롭먼트 디스플레이 디앤씨 디앤아이
    디자인 디지털 떡집 라이팅 랩스 레저 렌탈 렌터카 로보틱스 로지스 로지스틱스 로지텍 마케팅 마트 머티리얼즈 메디칼 메디컬
    메디케어 메탈 모빌리티 모터스 목재 무역 문고 문구 문화 문화사 물류 물산 미디어 미술 미용실 바이오 바이오텍 바이오로직스 반도체
    방송 뱅크 버스 법인 베이커리 벤처스 병원 보안 보험 복지 부동산 분식 뷰티 비나 비전 비즈 빌딩 사이언스 사진관 산업 산업개발
    산업사 상사 상회 생명 생명과학 서비스 서적 서점 석유 석재 선박 선팅 설비 섬유 세무회계 세탁소 센서 소방 소재 소프트 소프트웨어
    솔라 솔루션 솔루션즈 쇼핑 수산 스마트 스튜디오 스틸 스포츠 시스템 시스템즈 시큐리티 식당 식품 신용 실업 아이앤씨 아이앤디
    아이티 아카데미 안경 안전 애드 약국 약품 양조 어패럴 에너지 에스테이트 에이전시 에프앤비 엔지니어링 엔터테인먼트 엔텍 여행사
    연구소 염색 영농 영상 온라인 외식 운송 운수 유업 유통 유화 은행 의료기 의료기기 의류 의원 이노베이션 이벤트 이앤씨 이앤지
    익스프레스 인더스트리 인베스트먼트 인쇄 인슈어런스 인터내셔널 인테리어 인프라 자동차 자산관리 자원 자전거 재단 전기 전력
    전산 전선 전자 전자상거래 정공 정밀 정보 정보기술 정보시스템 정보통신 정유 제과 제약 제지 조경 조명 조선 종합건설 주류 주택
    중공업 증권 지류 직물 차량 철강 축산 출판 출판사 치과 카고 카센터 카페 캐피탈 커머스 커뮤니케이션 커뮤니케이션즈 컨설팅 컨트롤
    컬처 컴퍼니 컴퓨터 케미칼 코리아 코스메틱 콘텐츠 크리에이티브 클라우드 클리닉 태양광 택배 테크 테크놀로지 테크놀러지 테크윈
    텍스타일 텔레콤 토건 토목 통상 통신 투어 투자 투자증권 트레이드 트레이딩 특수강 파마 파워 파트너스 패션 팩토리 퍼니처
    펌프 페이 페이퍼 페인트 포장 포토 푸드 푸드시스템 프라자 프레스 프로덕션 플라스틱 플래닛 플랜 플랜트 플랫폼 플러스 피앤씨
    필름 하이테크 학원 한의원 항공 해운 행정사 헬스케어 호스팅 호텔 홀딩스 홈쇼핑 화물 화장품 화재 화학 환경 회계법인 어린이집
    협회 교회 성당 사찰 향교 학회 센터 조합 클럽 종중 종친회 동호회 협의회 연합회 위원회 동창회 동문회 향우회 산악회 부녀회
    노인회 청년회 상인회 번영회 자치회 후원회 입주자대표회의 관리단 사단법인 복지관 복지회 학교 대학교 유치원 요양원 도서관
    """
)
"""What the last part of a firm's name mostly is, or of the name of a body that is none (단체)."""

DOUBTFUL_IN_FIRMS: frozenset[str] = frozenset("빚녁념녕엌쌔쥐쮜뿐뚜쑤쭈찌넣꿰뭘읍뷔샤퓨푱뽀쁘")
"""Syllables that hardly any firm is named with, and that readers make of others (빛→빚, 녘→녁, ㈜→쥐)."""

GIVEN_SYLLABLES: frozenset[str] = frozenset(
    "가각간갑강개거건걸검겨결겸경계고곤공관광교구국군권규균근금기길꽃나낙난남내노누늘다단달담대덕도돈동두득든들라락란람래량려련렬령례로록롬롱룡"
    "루류륜률름리린림마만맑명모목무문물미민박반방배백범법벽별병보복본봄봉부분비빈빛사산삼상새생샘샛서석선설섬섭성세소솔솜송수숙순술숲슬승시식신실심"
    "아안애양언얼엄업여연열염엽영예오옥온완왕요용우욱운울웅원월위유윤율융은음의이익인일임잎자작장재전정제조종주준중지진집찬참창채천철청초총최추춘출충치"
    "쾌탁태택통판평표품필하학한함항해행향허헌혁현형혜호홍화환황회효후훈휘휴흔흠흥희힘랑"
)
"""Syllables of Korean given names. Others occur; but a reader's slip (혜→헤, 효→흐) is likelier than they are."""
