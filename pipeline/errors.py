"""Every error that a file, a folder or the machine can meet: a code, what it means, what to do.

Codes are stable; other programs and applicants' mails carry them. A message never holds a value
read from a document, only the code's own words. `docs/errors.md` lists them for people.
"""

from __future__ import annotations

from typing import NamedTuple

from pipeline.document import Json, Text


class ErrorEntry(NamedTuple):
    """One row of the table: its words, and whose task it is to mend."""

    message: Text
    remedy: Text
    mendable: bool
    """Whether the applicant can mend it by handing in another file."""


ERRORS: dict[str, ErrorEntry] = {
    "empty-file": ErrorEntry(
        Text("파일이 비어 있습니다.", "The file is empty."),
        Text(
            "내용이 있는 PDF 또는 사진 파일을 다시 제출해 주세요.", "Hand in the document again as a PDF or a picture."
        ),
        mendable=True,
    ),
    "unsupported-type": ErrorEntry(
        Text("읽을 수 없는 파일 형식입니다.", "Files of this type cannot be read."),
        Text(
            "PDF 또는 사진(PNG, JPEG, HEIC, TIFF, WebP) 파일로 제출해 주세요.",
            "Hand in a PDF or a picture (PNG, JPEG, HEIC, TIFF, WebP).",
        ),
        mendable=True,
    ),
    "office-file": ErrorEntry(
        Text("한글(HWP)·워드 등 문서 편집 파일은 받지 않습니다.", "Word processor and office files are not accepted."),
        Text("PDF로 저장하거나 사진으로 찍어 제출해 주세요.", "Save it as PDF, or hand in a picture of it."),
        mendable=True,
    ),
    "archive-file": ErrorEntry(
        Text("압축 파일은 받지 않습니다.", "Archives are not accepted."),
        Text("압축을 풀어 서류를 하나씩 제출해 주세요.", "Unpack it and hand in each document by itself."),
        mendable=True,
    ),
    "encrypted-pdf": ErrorEntry(
        Text("암호가 걸린 PDF입니다.", "The PDF is protected by a password."),
        Text("암호를 해제한 PDF를 다시 제출해 주세요.", "Hand in the PDF again without a password."),
        mendable=True,
    ),
    "damaged-file": ErrorEntry(
        Text("파일이 손상되어 열 수 없습니다.", "The file is damaged and cannot be opened."),
        Text("파일이 열리는지 확인한 뒤 다시 제출해 주세요.", "Check that the file opens, then hand it in again."),
        mendable=True,
    ),
    "number-in-name": ErrorEntry(
        Text(
            "파일 이름에 주민등록번호 등 고유식별번호가 들어 있습니다. 심사 기록에는 번호를 남기지 않습니다.",
            "The file's name holds a resident registration number or the like. Our records of the review do not hold the number.",
        ),
        Text(
            "번호가 없는 이름으로 바꾸어 다시 제출해 주세요.",
            "Give the file a name without the number, and hand it in again.",
        ),
        mendable=True,
    ),
    "number-in-file": ErrorEntry(
        Text(
            "파일의 숨은 정보(제목, 첨부 등)에 주민등록번호 등 고유식별번호가 들어 있습니다. 심사 기록에는 번호를 남기지 않습니다.",
            "What the file carries beside its pages (title, attachments) holds a resident registration number or the like. "
            "Our records of the review do not hold the number.",
        ),
        Text(
            "번호를 가린 서류를 새로 출력하거나 사진으로 찍어 다시 제출해 주세요.",
            "Hand in a fresh print or a picture of the document with the number hidden.",
        ),
        mendable=True,
    ),
    "too-large": ErrorEntry(
        Text("파일이 너무 큽니다.", "The file is too large."),
        Text(
            "해상도를 낮추거나 필요한 쪽만 제출해 주세요.", "Hand in a smaller copy, or only the pages that are needed."
        ),
        mendable=True,
    ),
    "too-many-pages": ErrorEntry(
        Text("쪽수가 너무 많습니다.", "The file has too many pages."),
        Text("필요한 쪽만 제출해 주세요.", "Hand in only the pages that are needed."),
        mendable=True,
    ),
    "too-much-text": ErrorEntry(
        Text("증명서라고 보기에는 글이 너무 많습니다.", "The file holds far more text than certificates do."),
        Text("필요한 서류의 해당 쪽만 제출해 주세요.", "Hand in only the pages of the document that is asked for."),
        mendable=True,
    ),
    "page-too-large": ErrorEntry(
        Text("사진 또는 쪽의 크기가 너무 큽니다.", "The picture or page is too large."),
        Text("A4 300dpi 정도의 크기로 다시 제출해 주세요.", "Hand it in again at about A4 size and 300 dpi."),
        mendable=True,
    ),
    "unreadable": ErrorEntry(
        Text("사진이 너무 흐리거나 작아 글자를 읽을 수 없습니다.", "The picture is too poor for anybody to read it."),
        Text(
            "원본을 밝은 곳에서 정면으로, 종이 전체가 나오도록 다시 찍거나 300dpi로 스캔해 제출해 주세요.",
            "Photograph the original again, from the front in good light and all of it, or scan it at 300 dpi.",
        ),
        mendable=True,
    ),
    "timed-out": ErrorEntry(
        Text("정해진 시간 안에 서류를 읽지 못했습니다.", "The document could not be read in the time allowed."),
        Text("담당자가 직접 확인합니다.", "A person will look at it."),
        mendable=False,
    ),
    "out-of-memory": ErrorEntry(
        Text("서류를 읽는 데 메모리가 부족했습니다.", "There was not enough memory to read the document."),
        Text("담당자가 직접 확인합니다.", "A person will look at it."),
        mendable=False,
    ),
    "reading-failed": ErrorEntry(
        Text("프로그램 오류로 서류를 읽지 못했습니다.", "The document could not be read, for a fault of the program."),
        Text(
            "담당자가 직접 확인합니다. 오류의 종류와 위치는 서비스 기록에 있습니다.",
            "A person will look at it. The log says which error it was, and where.",
        ),
        mendable=False,
    ),
    "file-not-found": ErrorEntry(
        Text("파일을 찾을 수 없습니다.", "There is no such file."),
        Text("파일 이름과 위치를 확인해 주세요.", "Check the file's name and place."),
        mendable=False,
    ),
    "not-a-file": ErrorEntry(
        Text("일반 파일이 아닙니다.", "This is not a regular file."),
        Text("파일을 직접 지정해 주세요.", "Name the file itself."),
        mendable=False,
    ),
    "file-unreadable": ErrorEntry(
        Text("파일을 읽을 권한이 없거나 저장 장치에 문제가 있습니다.", "The file could not be read from disk."),
        Text("파일 권한과 저장 장치를 확인해 주세요.", "Check the file's permissions and the disk."),
        mendable=False,
    ),
    "file-unwritable": ErrorEntry(
        Text("파일을 쓸 수 없습니다.", "The file cannot be written."),
        Text(
            "폴더와 권한을 확인하거나 다른 이름을 지정해 주세요.",
            "Check the folder and its permissions, or name another file.",
        ),
        mendable=False,
    ),
    "page-unknown": ErrorEntry(
        Text("파일에 그런 쪽이 없습니다.", "The file has no such page."),
        Text("파일의 쪽수를 확인해 주세요. 첫 쪽은 1입니다.", "See how many pages it has; the first is 1."),
        mendable=False,
    ),
    "manifest-missing": ErrorEntry(
        Text("신청 폴더에 application.json이 없습니다.", "The application folder has no application.json."),
        Text("application.json을 넣어 주세요.", "Put an application.json into the folder."),
        mendable=False,
    ),
    "manifest-invalid": ErrorEntry(
        Text("application.json의 형식이 올바르지 않습니다.", "The application.json is not valid."),
        Text("항목 이름과 값의 형식을 확인해 주세요.", "Check its keys and the form of its values."),
        mendable=False,
    ),
    "calibration-invalid": ErrorEntry(
        Text("보정 파일을 쓸 수 없습니다.", "The calibration file cannot be used."),
        Text(
            "DOJANG_CALIBRATION에 `dojang calibrate`가 만든 파일을 지정해 주세요.",
            "Set DOJANG_CALIBRATION to a file that `dojang calibrate` wrote.",
        ),
        mendable=False,
    ),
    "label-invalid": ErrorEntry(
        Text("정답 파일의 형식이 올바르지 않습니다.", "A label is not valid."),
        Text(
            "표시된 파일을 docs/commands.md의 형식에 맞게 고쳐 주세요.",
            "Mend the file that is named, as docs/commands.md has its form.",
        ),
        mendable=False,
    ),
    "labels-too-few": ErrorEntry(
        Text("정답이 달린 서류가 너무 적습니다.", "There are too few labelled papers."),
        Text(
            "표시된 수만큼 서류와 정답을 더 모아 주세요.", "Collect at least as many as is said, each with its label."
        ),
        mendable=False,
    ),
    "rulebook-not-found": ErrorEntry(
        Text("규칙집을 찾을 수 없습니다.", "There is no such rulebook."),
        Text("`dojang rules`로 이름을 확인해 주세요.", "See `dojang rules` for the names."),
        mendable=False,
    ),
    "rulebook-invalid": ErrorEntry(
        Text("규칙집에 오류가 있습니다.", "The rulebook has an error."),
        Text("표시된 파일과 항목을 고쳐 주세요.", "Mend the file at the key that is named."),
        mendable=False,
    ),
    "settings-invalid": ErrorEntry(
        Text("설정 값이 올바르지 않습니다.", "A setting is not valid."),
        Text("표시된 DOJANG_ 환경 변수를 고쳐 주세요.", "Mend the DOJANG_ variable that is named."),
        mendable=False,
    ),
    "tesseract-missing": ErrorEntry(
        Text("Tesseract가 설치되어 있지 않습니다.", "Tesseract is not installed."),
        Text(
            "`apt-get install tesseract-ocr tesseract-ocr-kor` (macOS: `brew install tesseract tesseract-lang`)",
            "`apt-get install tesseract-ocr tesseract-ocr-kor` (macOS: `brew install tesseract tesseract-lang`)",
        ),
        mendable=False,
    ),
    "language-missing": ErrorEntry(
        Text(
            "Tesseract의 한국어(kor) 또는 영어(eng) 자료가 없습니다.", "Tesseract lacks its kor or eng language data."
        ),
        Text(
            "`apt-get install tesseract-ocr-kor tesseract-ocr-eng` (macOS: `brew install tesseract-lang`)",
            "`apt-get install tesseract-ocr-kor tesseract-ocr-eng` (macOS: `brew install tesseract-lang`)",
        ),
        mendable=False,
    ),
    "font-missing": ErrorEntry(
        Text("한글 글꼴이 설치되어 있지 않습니다.", "No Korean font is installed."),
        Text(
            "`apt-get install fonts-nanum`",
            "`apt-get install fonts-nanum` (macOS: copy NanumGothic to ~/Library/Fonts)",
        ),
        mendable=False,
    ),
    "smtp-unreachable": ErrorEntry(
        Text(
            "메일 서버에 연결할 수 없거나 연결이 끊어집니다.",
            "The mail server cannot be reached, or breaks the connection.",
        ),
        Text(
            "메일 서버가 켜져 있는지, DOJANG_SMTP_URL의 주소와 포트가 맞는지 확인해 주세요. 메일은 자동으로 다시 보냅니다.",
            "Check that the mail server runs, and the host and port in DOJANG_SMTP_URL. The mail is tried again by itself.",
        ),
        mendable=False,
    ),
    "smtp-timed-out": ErrorEntry(
        Text("메일 서버가 정해진 시간 안에 응답하지 않습니다.", "The mail server does not answer in time."),
        Text(
            "메일 서버의 상태를 확인해 주세요. 메일은 자동으로 다시 보냅니다.",
            "Look after the mail server. The mail is tried again by itself.",
        ),
        mendable=False,
    ),
    "smtp-busy": ErrorEntry(
        Text("메일 서버가 지금은 메일을 받지 않습니다.", "The mail server does not take the mail for now."),
        Text(
            "메일은 자동으로 다시 보냅니다. 계속되면 메일 서버의 기록을 확인해 주세요.",
            "The mail is tried again by itself. If it goes on, look into the mail server's log.",
        ),
        mendable=False,
    ),
    "smtp-not-trusted": ErrorEntry(
        Text("메일 서버의 인증서를 신뢰할 수 없습니다.", "The mail server's certificate cannot be trusted."),
        Text(
            "서버 이름과 인증서를 확인해 주세요. 사내 인증기관이면 그 인증서를 시스템에 등록하거나 SSL_CERT_FILE로 지정해 주세요.",
            "Check the server's name and certificate. Install your own authority on the machine, or name it in SSL_CERT_FILE.",
        ),
        mendable=False,
    ),
    "smtp-no-tls": ErrorEntry(
        Text("메일 서버가 STARTTLS를 지원하지 않습니다.", "The mail server does not offer STARTTLS."),
        Text(
            "암호화를 지원하는 서버를 쓰거나, 내부망이라면 DOJANG_SMTP_URL을 smtp://로 지정해 주세요.",
            "Use a server that does, or, inside a network of your own, smtp:// in DOJANG_SMTP_URL.",
        ),
        mendable=False,
    ),
    "smtp-login-refused": ErrorEntry(
        Text("메일 서버 로그인에 실패했습니다.", "The mail server refuses the login."),
        Text(
            "DOJANG_SMTP_URL의 사용자 이름과 비밀번호를 확인해 주세요. 메일은 자동으로 다시 보냅니다.",
            "Check user and password in DOJANG_SMTP_URL. The mail is tried again by itself.",
        ),
        mendable=False,
    ),
    "smtp-sender-refused": ErrorEntry(
        Text("메일 서버가 보내는 사람 주소를 받아들이지 않습니다.", "The mail server refuses the sender's address."),
        Text(
            "DOJANG_MAIL_FROM을 확인해 주세요. 메일은 자동으로 다시 보냅니다.",
            "Check DOJANG_MAIL_FROM. The mail is tried again by itself.",
        ),
        mendable=False,
    ),
    "smtp-recipient-refused": ErrorEntry(
        Text("메일 서버가 받는 사람 주소를 받아들이지 않습니다.", "The mail server refuses the recipient's address."),
        Text(
            "받는 사람의 주소를 확인하고 다른 방법으로 결과를 알려 주세요.",
            "Check the recipient's address, and tell them in another way.",
        ),
        mendable=False,
    ),
    "smtp-message-refused": ErrorEntry(
        Text("메일 서버가 메일 내용을 받아들이지 않습니다.", "The mail server refuses the mail itself."),
        Text(
            "메일 서버의 기록을 확인하고 받는 사람에게 다른 방법으로 알려 주세요.",
            "Look into the mail server's log, and tell the recipient in another way.",
        ),
        mendable=False,
    ),
    "smtp-utf8-missing": ErrorEntry(
        Text(
            "메일 서버가 한글 메일 주소(SMTPUTF8)를 지원하지 않습니다.",
            "The mail server cannot write to addresses beyond ASCII (SMTPUTF8).",
        ),
        Text(
            "SMTPUTF8을 지원하는 서버를 쓰거나, 받는 사람에게 영문 주소를 받아 알려 주세요.",
            "Use a server that offers SMTPUTF8, or ask the recipient for an address in ASCII.",
        ),
        mendable=False,
    ),
    "smtp-unanswered": ErrorEntry(
        Text(
            "메일을 넘겨받은 서버가 받았다는 답을 하지 않았습니다.",
            "The mail server was given the mail and never said whether it took it.",
        ),
        Text(
            "같은 Message-ID로 다시 보냅니다. 몇 번이고 답이 없으면 멈추므로, 메일 서버의 기록에서 전달 여부를 확인해 주세요.",
            "It is sent again under the same Message-ID, a few times only: look into the mail server's log whether it arrived.",
        ),
        mendable=False,
    ),
    "already-serving": ErrorEntry(
        Text("이 데이터 폴더로 이미 도장이 실행되고 있습니다.", "Dojang is already serving from this data folder."),
        Text(
            "실행 중인 것을 먼저 끝내거나, DOJANG_DATA를 다른 폴더로 지정해 주세요.",
            "Stop the one that runs, or set DOJANG_DATA to another folder.",
        ),
        mendable=False,
    ),
    "port-taken": ErrorEntry(
        Text("다른 프로그램이 포트를 사용하고 있습니다.", "Another program listens on the port."),
        Text(
            "그 프로그램을 끝내거나, DOJANG_PORT 또는 DOJANG_UI_PORT를 다른 번호로 지정해 주세요.",
            "Stop it, or set DOJANG_PORT or DOJANG_UI_PORT to another number.",
        ),
        mendable=False,
    ),
    "prefect-failed": ErrorEntry(
        Text("Prefect 서버가 시작되지 않았습니다.", "Prefect's server did not start."),
        Text(
            "데이터 폴더의 prefect/server.log에 이유가 적혀 있습니다.",
            "prefect/server.log in the data folder says why.",
        ),
        mendable=False,
    ),
    "ledger-unreachable": ErrorEntry(
        Text("심사 원장 데이터베이스에 연결할 수 없습니다.", "The ledger's database cannot be reached."),
        Text(
            "데이터베이스가 켜져 있는지, DOJANG_LEDGER_URL의 주소와 계정이 맞는지 확인해 주세요.",
            "Check that the database runs, and the address and account in DOJANG_LEDGER_URL.",
        ),
        mendable=False,
    ),
    "access-open": ErrorEntry(
        Text("아무나 접속할 수 있게 되므로 시작하지 않습니다.", "It does not start: anybody could reach it."),
        Text(
            "DOJANG_HOST를 127.0.0.1로 두거나, DOJANG_BASIC_AUTH를 설정하거나, DOJANG_REVIEWER_HEADER와 DOJANG_PROXIES로 인증 프록시를 알려 주세요.",
            "Leave DOJANG_HOST at 127.0.0.1, set DOJANG_BASIC_AUTH, or name the authenticating proxy with DOJANG_REVIEWER_HEADER and DOJANG_PROXIES.",
        ),
        mendable=False,
    ),
    "data-key-missing": ErrorEntry(
        Text("데이터를 여는 열쇠가 없습니다.", "There is no key to open the data with."),
        Text(
            "DOJANG_DATA_KEY를 설정하거나 데이터 폴더에 data.key 파일을 되돌려 놓으세요.",
            "Set DOJANG_DATA_KEY, or put the data folder's data.key back into its place.",
        ),
        mendable=False,
    ),
    "data-key-wrong": ErrorEntry(
        Text("데이터가 이 열쇠로 열리지 않습니다.", "The data do not open with this key."),
        Text(
            "데이터를 잠근 열쇠를 DOJANG_DATA_KEY에 넣거나 data.key 파일을 되돌려 놓으세요. 열쇠를 바꾸려면 새 열쇠를 앞에, 옛 열쇠를 뒤에 쉼표로 적습니다.",
            "Give the key that they were sealed with in DOJANG_DATA_KEY, or put data.key back. To change keys, name the new one first, then the old, with a comma between.",
        ),
        mendable=False,
    ),
    "review-failed": ErrorEntry(
        Text("프로그램 오류로 심사를 끝내지 못했습니다.", "The review broke off again and again, for a fault of the program."),
        Text(
            "마지막 실행 기록을 확인하고 고친 뒤 dojang retry로 다시 시도해 주세요.",
            "See what its last run says; once that is mended, dojang retry has it tried again.",
        ),
        mendable=False,
    ),
    "bucket-unreachable": ErrorEntry(
        Text("제출함(버킷)이 응답하지 않습니다.", "The bucket does not answer."),
        Text(
            "DOJANG_BUCKET, AWS_ENDPOINT_URL, 지역, 네트워크를 확인해 주세요. 응답할 때까지 다시 시도합니다.",
            "Check DOJANG_BUCKET, AWS_ENDPOINT_URL, region and network. It is tried again until it answers.",
        ),
        mendable=False,
    ),
    "bucket-refused": ErrorEntry(
        Text("제출함(버킷)이 접근을 거부했습니다.", "The bucket refuses us."),
        Text(
            "AWS_ACCESS_KEY_ID 등 인증 정보와 권한(목록, 읽기)을 확인해 주세요.",
            "Check the credentials (AWS_ACCESS_KEY_ID, profile or role) and that they may list and read.",
        ),
        mendable=False,
    ),
    "bucket-missing": ErrorEntry(
        Text("그런 제출함(버킷)이나 대기열이 없습니다.", "There is no such bucket or queue."),
        Text(
            "DOJANG_BUCKET과 DOJANG_EVENTS_QUEUE의 이름과 지역을 확인해 주세요.",
            "Check the names and regions in DOJANG_BUCKET and DOJANG_EVENTS_QUEUE.",
        ),
        mendable=False,
    ),
    "ledger-newer": ErrorEntry(
        Text("더 새로운 버전의 도장이 만든 심사 원장입니다.", "The ledger was made by a newer version of Dojang."),
        Text("그 버전 이상의 도장을 사용해 주세요.", "Use that version or a later one."),
        mendable=False,
    ),
    "ledger-not-empty": ErrorEntry(
        Text("비어 있지 않은 심사 원장에는 복원할 수 없습니다.", "A backup is restored into an empty ledger only."),
        Text(
            "DOJANG_DATA를 새 폴더로 지정하고, PostgreSQL이면 빈 데이터베이스를 지정해 주세요.",
            "Set DOJANG_DATA to a new folder and, with PostgreSQL, DOJANG_LEDGER_URL to an empty database.",
        ),
        mendable=False,
    ),
    "backup-damaged": ErrorEntry(
        Text("백업 파일이 손상되었거나 백업 파일이 아닙니다.", "The backup is damaged, or is none."),
        Text("다른 백업 파일을 사용해 주세요. 복원된 것은 없습니다.", "Use another one. Nothing was restored."),
        mendable=False,
    ),
    "backup-version": ErrorEntry(
        Text("다른 버전의 도장이 만든 백업입니다.", "The backup was made by another version of Dojang."),
        Text(
            "백업을 만든 버전으로 복원한 뒤 새 버전을 설치해 주세요.",
            "Restore it with the version that made it, then install the new one.",
        ),
        mendable=False,
    ),
    "restore-blocked": ErrorEntry(
        Text(
            "복원할 자리에 이름이 같고 내용이 다른 파일이 있습니다.",
            "Where files are to be restored there are others of the same name.",
        ),
        Text(
            "DOJANG_DATA를 새 폴더로 지정해 주세요. 복원된 것은 없습니다.",
            "Set DOJANG_DATA to a new folder. Nothing was restored.",
        ),
        mendable=False,
    ),
    "restore-unfinished": ErrorEntry(
        Text("복원이 끝나기 전에 중단되었습니다.", "A restore broke off before it was whole."),
        Text(
            "`dojang restore`를 같은 백업으로 다시 실행해 주세요.", "Run `dojang restore` again with the same backup."
        ),
        mendable=False,
    ),
    "case-unknown": ErrorEntry(
        Text("그런 심사 건이 없습니다.", "There is no such case."),
        Text("`dojang queue`에 나온 번호를 적어 주세요.", "Name it as `dojang queue` does."),
        mendable=False,
    ),
    "already-decided": ErrorEntry(
        Text("이미 결정된 건입니다.", "The case is decided already."),
        Text(
            "먼저 내려진 결정이 그대로 유지됩니다. 승인을 취소하려면 `dojang decide ID revoke`를 쓰세요.",
            "The earlier decision stands. To take an approval back, use `dojang decide ID revoke`.",
        ),
        mendable=False,
    ),
    "outdated-sheet": ErrorEntry(
        Text("심사표를 본 뒤 내용이 바뀌었습니다.", "The case has changed since its sheet was made."),
        Text("새 심사표를 확인하고 다시 결정해 주세요.", "Look at the new sheet, then decide again."),
        mendable=False,
    ),
    "name-missing": ErrorEntry(
        Text("결정한 사람의 이름이 없습니다.", "The name of who decides is missing."),
        Text("이름을 적어 주세요.", "Give your name."),
        mendable=False,
    ),
    "reason-missing": ErrorEntry(
        Text("반려 사유가 없습니다.", "A rejection needs a reason."),
        Text("신청인에게 알릴 사유를 하나 이상 골라 주세요.", "Choose at least one that the applicant is told."),
        mendable=False,
    ),
    "reason-unknown": ErrorEntry(
        Text(
            "이 건에 쓸 수 없는 사유이거나, 어느 서류의 사유인지 알 수 없습니다.",
            "No such reason for this case, or one of several papers.",
        ),
        Text("`dojang decide ID`에 나온 사유를 그대로 적어 주세요.", "Give one as `dojang decide ID` lists them."),
        mendable=False,
    ),
    "copy-missing": ErrorEntry(
        Text(
            "다시 받을 서류가 지정되지 않았거나, 이 건에서 받지 않는 서류입니다.",
            "No paper to ask for again is named, or not one of this case.",
        ),
        Text(
            "신청에 필요한 서류 중에서 골라 주세요. 신청 없이 제출된 파일에는 요청할 수 없습니다.",
            "Choose of the papers that the application needs; of a file without an application nobody can be asked.",
        ),
        mendable=False,
    ),
    "field-unknown": ErrorEntry(
        Text("그런 서류나 항목은 정정할 수 없습니다.", "There is no such paper or field to correct."),
        Text(
            "`dojang decide ID`에 나온 서류 번호와 항목을 적어 주세요.",
            "Give paper and field as `dojang decide ID` lists them.",
        ),
        mendable=False,
    ),
    "value-invalid": ErrorEntry(
        Text("정정한 값의 형식이 올바르지 않습니다.", "A corrected value does not have the form of its field."),
        Text(
            "날짜는 2026-10-02, 사업자등록번호는 123-45-67890, 도장과 서명은 present 또는 absent처럼 적어 주세요.",
            "Write a date as 2026-10-02, a business number as 123-45-67890, a seal or signature as present or absent.",
        ),
        mendable=False,
    ),
    "not-approved": ErrorEntry(
        Text("승인된 건이 아닙니다.", "The case is not approved."),
        Text("승인된 건만, 정정 없이 취소할 수 있습니다.", "Only an approval can be revoked, and without corrections."),
        mendable=False,
    ),
    "not-rejected": ErrorEntry(
        Text("자동으로 반려된 건이 아닙니다.", "The case was not rejected automatically."),
        Text(
            "재심사 요청은 자동으로 반려된 건에만, 정정 없이 기록합니다. 담당자가 볼 건은 `dojang queue`에 있습니다.",
            "A request for a person's review is noted for what the rules rejected, and without corrections. "
            "What waits for a person stands in `dojang queue`.",
        ),
        mendable=False,
    ),
}


UNREADABLE: dict[str, ErrorEntry] = {
    "small": ErrorEntry(
        Text("글자가 너무 작아 읽을 수 없습니다.", "The letters are too small to be read."),
        Text(
            "화면 캡처나 축소본 말고 원본을 300dpi로 스캔하거나, 종이가 화면에 가득 차게 다시 찍어 제출해 주세요.",
            "Scan the original at 300 dpi, or photograph it so that it fills the picture: no screenshot, no reduced copy.",
        ),
        mendable=True,
    ),
    "blurred": ErrorEntry(
        Text("사진의 초점이 맞지 않거나 흔들려 읽을 수 없습니다.", "The picture is blurred and cannot be read."),
        Text(
            "초점을 맞추고 흔들리지 않게 다시 찍거나 스캔해 제출해 주세요.",
            "Photograph it again in focus, without moving, or scan it.",
        ),
        mendable=True,
    ),
    "faint": ErrorEntry(
        Text("글자가 너무 흐려 종이와 구별되지 않습니다.", "The letters are too faint to stand out from the paper."),
        Text(
            "원본을 더 진하게 스캔하거나 다시 출력해 제출해 주세요.",
            "Scan the original darker, or print it again.",
        ),
        mendable=True,
    ),
    "dark": ErrorEntry(
        Text("사진이 너무 어두워 읽을 수 없습니다.", "The picture is too dark to be read."),
        Text("밝은 곳에서 다시 찍거나 스캔해 제출해 주세요.", "Photograph it again in good light, or scan it."),
        mendable=True,
    ),
    "glare": ErrorEntry(
        Text("빛이 반사되어 글자가 가려졌습니다.", "Glare hides the letters."),
        Text(
            "조명이나 플래시가 비치지 않게 각도를 바꾸어 다시 찍거나 스캔해 제출해 주세요.",
            "Photograph it again at another angle and without flash, so that no light is reflected, or scan it.",
        ),
        mendable=True,
    ),
    "cut": ErrorEntry(
        Text(
            "서류의 가장자리가 잘려 글자가 보이지 않습니다.",
            "The edges of the paper are cut off, and letters with them.",
        ),
        Text(
            "종이의 네 모서리가 모두 나오도록 다시 찍거나 스캔해 제출해 주세요.",
            "Photograph it again with all four corners in the picture, or scan it.",
        ),
        mendable=True,
    ),
}
"""What is told of an `unreadable` file in place of the general words, by the cause that its detail names."""


class DojangError(Exception):
    """An error with a code of `ERRORS`.

    `detail` may name a place (a key path, a setting), never a value of a document.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail

    def __reduce__(self) -> tuple[type[DojangError], tuple[str, str]]:
        """Errors cross the fence between processes."""
        return type(self), (self.code, self.detail)

    @property
    def entry(self) -> ErrorEntry:
        """Its row of the table; the words for its cause where a picture is unreadable."""
        return UNREADABLE.get(self.detail, ERRORS[self.code]) if self.code == "unreadable" else ERRORS[self.code]

    @property
    def mendable(self) -> bool:
        """Whether the applicant can mend it by handing in another file."""
        return self.entry.mendable

    def to_json(self) -> Json:
        """The contract's `error`."""
        return {
            "code": self.code,
            "message": self.entry.message.to_json(),
            "remedy": self.entry.remedy.to_json(),
        }
