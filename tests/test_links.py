from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from pipeline.serving.links import KEY_FILE, Links, open_links

DAY = date(2026, 12, 24)


def parts(url: str) -> tuple[str, str, str, str]:
    split = urlsplit(url)
    query = {name: one for name, (one,) in parse_qs(split.query).items()}
    return split.path.lstrip("/"), query["decision"], query["until"], query["seal"]


def test_a_link_is_good_as_it_was_made_and_no_other_way() -> None:
    links = Links(b"key", "http://127.0.0.1:4280")
    good = parts(links.picture("a" * 32 + "-claims", "d1", DAY))
    assert links.check(*good)
    other = ("pictures/x.jpg", "d2", "2027-01-01", "0" * 64)
    for kept in itertools.product([True, False], repeat=4):
        mixed = [one if keep else another for keep, one, another in zip(kept, good, other, strict=True)]
        assert links.check(*mixed) is all(kept)
    assert not links.check(*good[:3], "é\udcff")
    assert not Links(b"other", links.base).check(*good)


def test_no_part_can_take_from_its_neighbour() -> None:
    links = Links(b"key", "http://x")
    assert parts(links.original("1-1", "d", DAY))[3] != parts(links.picture("1-1", "d", DAY))[3]
    path, decision, until, seal = parts(links.picture("n", "d", DAY))
    assert not links.check(path + decision, "", until, seal)


def test_all_who_start_at_once_have_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = {one.key for one in pool.map(lambda _: open_links(tmp_path, "http://x/"), range(16))}
    assert len(keys) == 1
    assert len(keys.pop()) == 32
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [KEY_FILE]


def test_a_key_is_never_printed() -> None:
    assert "secret" not in repr(Links(b"secret", "http://x"))
