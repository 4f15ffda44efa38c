"""Search by any part of a text and paging by keys: the same rows as looking at every one, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from shuro.kernel.database import Database, StorageTrouble
from shuro.kernel.search import (
    SearchIndex,
    Window,
    count,
    create_order_index,
    drop_order_index,
    is_search_name,
    order_index_name,
    page,
    plan,
    postgres,
    sqlite,
)
from shuro.kernel.search.grams import MOST_PAIRS, SEPARATOR, key, pairs, picked
from shuro.kernel.text import fold

METADATA = sa.MetaData()
PLACE = sa.Table(
    "place", METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("office", sa.Text, nullable=False, index=True),
    sa.Column("name", sa.Text),
    sa.Column("kana", sa.Text),
    sa.Column("opened", sa.Date),
    sa.Column("workers", sa.Integer, nullable=False),
)  # fmt: skip
CASE = sa.Table(
    "case", METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("place_id", sa.Integer),
    sa.Column("title", sa.Text, nullable=False),
)  # fmt: skip
INDEX = SearchIndex("place", ("name", "kana"))
ORDER = (PLACE.c.kana,)
ONCE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

NAMES = [
    "髙橋建設", "高橋設備", "㈱田中", "田中商店", "田辺", "Ａ１ｼｽﾃﾑ", "a1 system", "𠮷野家", "𠮷", "100%_工房", "O'Neil",
    '"引用"', "\\円", "😀屋", "葛\U000e0100城", "ゥ", "カ゛ス", "ｶﾞｽ", "東京都千代田区霞ヶ関1-2-2", "", "－", "AND",
    "NEAR(田中", "a*", "*",
]  # fmt: skip
LETTERS = "田中高髙橋ｶカがガ゛ｶ1１aＡa%_'\"\\*()^:-－ー 　😀𠮷・\u3099"


@dataclass
class Places:
    """A table of its own with its index on one engine."""

    database: Database

    def fill(self, rows: list[tuple]) -> None:
        """Rows of (id, office, name, kana, opened, workers), stored and indexed."""
        with self.database.write() as session:
            if rows:
                session.execute(sa.insert(PLACE), [dict(zip(PLACE.c.keys(), row)) for row in rows])
            INDEX.put_many(session, [(row[0], row[2], row[3]) for row in rows])

    def named(self, *names: str) -> None:
        self.fill([(number, "1301", name, name[:20][::-1], None, 0) for number, name in enumerate(names, 1)])

    def find(self, text: str, column: str | None = "name", **more: Any) -> list[int]:
        with self.database.read() as session:
            return INDEX.find(session, column, text, id=PLACE.c.id, limit=more.pop("limit", 1000), **more)


@pytest.fixture(scope="module")
def sqlite_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('search') / 'places.db'}")
    database.create_file()
    yield from prepared(database)


@pytest.fixture(scope="module")
def postgres_places(request: pytest.FixtureRequest) -> Iterator[Database]:
    cluster = request.getfixturevalue("cluster")
    yield from prepared(Database(cluster.url(cluster.create())))


def prepared(database: Database) -> Iterator[Database]:
    with database.engine.begin() as connection:
        METADATA.create_all(connection)
        INDEX.create(connection)
        create_order_index(connection, ORDER, PLACE.c.id)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest) -> Places:
    """Empty tables; the test runs once on each engine."""
    made = Places(request.getfixturevalue("sqlite_places" if request.param == "sqlite" else "postgres_places"))
    wipe(made)
    return made


def wipe(places: Places) -> None:
    with places.database.write() as session:
        INDEX.remove(session, *session.scalars(sa.select(PLACE.c.id)))
        session.execute(sa.delete(PLACE))
        session.execute(sa.delete(CASE))


def many(number: int, seed: int = 1) -> list[tuple]:
    """Rows with common and rare texts, ties and blanks in what they are ordered by."""
    random = Random(seed)
    rows = []
    for id in range(1, number + 1):
        name = random.choice(["株式会社", "有限会社", ""])
        name += "".join(random.choices("田中高髙橋山川建設工業", k=random.randint(0, 5)))
        kana = random.choice([None, "タナカ", "タカハシ", "ヤマカワ", "".join(random.choices("アカサタナ", k=3))])
        opened = random.choice([None, date(2020, 1, 1) + timedelta(random.randint(0, 30))])
        rows.append((id * 2, random.choice(["1301", "1302", "2701"]), name, kana, opened, random.randint(0, 9)))
    return rows


def smallest_first(value: Any) -> tuple:
    """NULL before everything, as the pages have it."""
    return (value is not None, value if value is not None else 0)


# Texts and grams


def test_texts_of_an_item_with_several_values_stay_apart() -> None:
    assert key(["高橋", None, "ﾀﾅｶ"]) == f"高橋{SEPARATOR}タナカ"
    assert key(None) == key("") == key([]) == ""


def test_every_character_begins_a_pair() -> None:
    assert pairs("田中建") == ["田中", "中建", "建"]
    assert pairs(f"田中{SEPARATOR}建") == ["田中", "中", "建"]


@given(st.text(LETTERS, min_size=1, max_size=60))
def test_what_is_looked_up_is_indexed(text: str) -> None:
    """A query is found in a text that is just the query, and every character of a short one is looked up."""
    folded = fold(text)
    if not folded:
        return
    chosen = picked(folded)
    if len(folded) == 1:
        assert chosen == [folded]
    else:
        assert set(chosen) <= set(pairs(folded))
        assert len(folded) > MOST_PAIRS or set("".join(chosen)) == set(folded)


def test_columns_are_limited_by_the_letters_that_mark_them() -> None:
    with pytest.raises(ValueError, match="1 to 26"):
        SearchIndex("place", tuple(f"c{n}" for n in range(27)))


# Finding


@pytest.mark.parametrize("query", ["田", "中", "家", "髙", "𠮷", "😀", "%", "_", "'", '"', "\\", "*", "-", "A", "ゥ"])
def test_single_characters(places: Places, query: str) -> None:
    places.named(*NAMES)
    expected = [number for number, name in enumerate(NAMES, 1) if fold(query) in fold(name)]
    assert expected
    assert places.find(query) == expected


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("高橋", ["髙橋建設", "高橋設備"]),  # variants of a kanji
        ("髙橋設", ["高橋設備"]),
        ("Ａ１シス", ["Ａ１ｼｽﾃﾑ"]),  # full and half width
        ("a1しすてむ", ["Ａ１ｼｽﾃﾑ"]),  # case, hiragana
        ("A1SYSTEM", ["a1 system"]),  # blanks do not count
        ("(株)田", ["㈱田中"]),
        ("ガス", ["カ゛ス", "ｶﾞｽ"]),  # voicing marks
        ("𠮷野", ["𠮷野家"]),  # outside the basic plane
        ("葛城", ["葛\U000e0100城"]),  # variation selectors
        ("霞ケ関１ー２", ["東京都千代田区霞ヶ関1-2-2"]),
        ("0%", ["100%_工房"]),
        ("0_", []),  # signs of LIKE stand for themselves
        ("O'N", ["O'Neil"]),
        ('"引用"', ['"引用"']),
        ("田中 OR 高橋", []),
        ("NEAR(", ["NEAR(田中"]),  # words of FTS5 and tsquery are plain text
        ("AND", ["AND"]),
        ("a*", ["a*"]),
        ("京都千代田区霞ヶ関1", ["東京都千代田区霞ヶ関1-2-2"]),
        ("設備建", []),
        ("田中\x00商", ["田中商店"]),  # what cannot be stored cannot be asked for
        ("田\ud83d中商", ["田中商店"]),
    ],
)
def test_queries(places: Places, query: str, found: list[str]) -> None:
    places.named(*NAMES)
    assert [NAMES[id - 1] for id in places.find(query)] == found


def test_a_very_long_query_is_just_a_long_query(places: Places) -> None:
    text = "".join(Random(3).choices("田中高橋建設工業株式会社東西南北", k=3000))
    places.named(text, text[1:], text[:-1])
    assert places.find(text) == [1]
    assert places.find(text[1:-1]) == [1, 2, 3]


def test_pairs_elsewhere_in_a_text_are_no_hit(places: Places) -> None:
    """All pairs of the query stand in each of these, but one after another only in the first."""
    places.named("株式会社", "株式の式会", "式会と株式", "会社株式会")
    for order in ((), ORDER):
        assert sorted(places.find("株式会", order=order)) == [1, 4]
        assert places.find("株式会社", order=order) == places.find("株式会社", None, order=order) == [1]
    with places.database.read() as session:
        clauses = [INDEX.condition("name", "株式会社"), INDEX.condition("name", "式会社")]
        assert count(session, sa.select(PLACE), clauses, id=PLACE.c.id) == (1, False)
        assert count(session, sa.select(PLACE), [*clauses, PLACE.c.id > 0], id=PLACE.c.id) == (1, False)
        assert count(session, sa.select(PLACE), [*clauses, PLACE.c.id > 0], id=PLACE.c.id, cap=0) == (0, True)


def test_any_column(places: Places) -> None:
    places.fill(
        [(1, "1301", "田中", "タナカ", None, 0), (2, "1301", "タナ", "カ田", None, 0), (3, "1301", "山", None, None, 0)]
    )
    assert places.find("タナ", None) == [1, 2]
    assert places.find("タナカ", None) == [1]  # never across columns
    assert places.find("田", None) == [1, 2]
    assert places.find("カ田", "name") == []


def test_several_values_of_an_item(places: Places) -> None:
    places.named("山川")
    with places.database.write() as session:
        INDEX.put(session, 1, {"name": ["山川", "旧田中", "建設"], "kana": None})
    assert places.find("田中") == places.find("山川") == places.find("設") == [1]
    assert places.find("川旧") == places.find("中建") == []


@ONCE
@given(names=st.lists(st.text(LETTERS, max_size=12), max_size=12), data=st.data())
def test_agrees_with_like(places: Places, names: list[str], data: st.DataObject) -> None:
    """Looking every folded text through with LIKE gives the same rows, one column or any, hits and counts alike."""
    wipe(places)
    places.named(*names)
    texts = [fold(name) for name in names if name]
    part = st.sampled_from(texts).flatmap(lambda text: st.integers(0, len(text)).map(lambda at: text[at : at + 4]))
    query = data.draw(st.one_of(st.text(LETTERS, max_size=5), *([part] if texts else [])))
    side = INDEX.side()
    with places.database.read() as session:
        for column in ("name", None):
            columns = [side.c[column]] if column else [side.c.name, side.c.kana]
            like = sa.or_(*(one.contains(fold(query), autoescape=True) for one in columns))
            expected = list(session.scalars(sa.select(side.c.id).where(like).order_by(side.c.id)))
            found = INDEX.find(session, column, query, id=PLACE.c.id, limit=100)
            plainly = session.scalars(sa.select(PLACE.c.id).where(INDEX.condition(column, query)).order_by(PLACE.c.id))
            assert found == list(plainly) == expected
            assert INDEX.count(session, column, query, id=PLACE.c.id) == (len(expected), False)


def test_an_unknown_column_is_an_error() -> None:
    with pytest.raises(KeyError, match="no searched column address"):
        INDEX.condition("address", "東京")


# Keeping


@ONCE
@given(data=st.data())
def test_changes_leave_no_ghosts(places: Places, data: st.DataObject) -> None:
    """After any changes the index itself, without the confirmation by texts, gives what is there and nothing else."""
    wipe(places)
    names = st.text("田中高橋カ1a", max_size=4)
    held: dict[int, str] = {}
    for _ in range(data.draw(st.integers(1, 4))):
        batch = data.draw(st.dictionaries(st.integers(1, 6), st.one_of(st.none(), names), min_size=1))
        with places.database.write() as session:
            for id, name in batch.items():
                if name is None:
                    INDEX.remove(session, id)
                    session.execute(sa.delete(PLACE).where(PLACE.c.id == id))
                    held.pop(id, None)
                elif id not in held:
                    session.execute(sa.insert(PLACE).values(id=id, office="1301", name=name, workers=0))
            new = [(id, name, "カナ") for id, name in batch.items() if name is not None]
            INDEX.put_many(session, data.draw(st.permutations(new)))
            held.update({id: name for id, name, _ in new})
    with places.database.read() as session:
        engine = plan.engine_of(session)
        for query in [
            "田",
            "中",
            "高",
            "橋",
            "カ",
            "1",
            "A",
            *("".join(pair) for pair in ("田中", "中高", "カ1", "1a", "aa")),
        ]:
            raw = engine.candidates(INDEX, [INDEX.contains("name", query)])
            assert sorted(session.scalars(raw)) == sorted(id for id, name in held.items() if fold(query) in fold(name))
        assert INDEX.check(session) == []


def test_nothing_is_written_where_no_searched_text_changed(places: Places) -> None:
    places.named("田中", "髙橋")
    with places.database.write() as session:
        before = session.connection().connection.driver_connection
        changes = getattr(before, "total_changes", None)
        INDEX.put(session, 2, {"name": "高橋", "kana": "橋髙"})
        assert getattr(before, "total_changes", None) == changes
    assert places.find("高橋") == [2]


def test_a_rollback_takes_the_grams_back(places: Places) -> None:
    places.named("田中", "山川")
    with pytest.raises(ZeroDivisionError), places.database.write() as session:
        INDEX.put(session, 1, {"name": "高橋", "kana": ""})
        INDEX.remove(session, 2)
        with session.begin_nested():
            INDEX.put(session, 2, {"name": "田中", "kana": ""})
        raise ZeroDivisionError
    assert places.find("田中") == [1]
    assert places.find("山") == [2]
    assert places.find("高") == []


def test_many_rows_at_once_come_from_a_generator(places: Places) -> None:
    rows = many(2500)
    with places.database.write() as session:
        session.execute(sa.insert(PLACE), [dict(zip(PLACE.c.keys(), row)) for row in rows])
        assert INDEX.put_many(session, ((row[0], row[2], row[3]) for row in rows)) == 2500
        assert INDEX.put_many(session, []) == 0
    with places.database.read() as session:
        assert INDEX.highest(session) == 5000
        assert INDEX.check(session) == []
        assert INDEX.count(session, "name", "田", id=PLACE.c.id) == (sum("田" in row[2] for row in rows), False)


def test_put_asks_for_every_column(places: Places) -> None:
    with pytest.raises(KeyError), places.database.write() as session:
        INDEX.put(session, 1, {"name": "田中"})


def test_a_record_cannot_go_and_stay_in_the_index(places: Places) -> None:
    places.named("田中")
    with pytest.raises((sa.exc.IntegrityError, StorageTrouble)), places.database.write() as session:
        session.execute(sa.delete(PLACE))
    with places.database.write() as session:
        session.execute(sa.delete(PLACE))
        INDEX.remove(session, 1, 99)
    assert places.find("田") == []


def test_rebuild_from_the_folded_texts_and_from_rows(places: Places) -> None:
    places.fill(many(300))
    expected = places.find("田中")
    assert expected
    with places.database.write() as session:
        INDEX.rebuild(session)
    assert places.find("田中") == expected
    with places.database.write() as session:
        INDEX.rebuild(session, [(row[0], row[2][::-1], row[3]) for row in many(300)])
        assert INDEX.check(session) == []
    assert places.find("中田") == expected


def test_check_sees_records_without_texts(places: Places) -> None:
    places.named("田中", "山川")
    with places.database.write() as session:
        session.execute(sa.insert(PLACE).values(id=7, office="1301", workers=0))
    with places.database.read() as session:
        assert INDEX.check(session) == [
            "検索用の索引「place_search」に1件の記録がありません。索引を作り直してください。"
        ]


def test_check_sees_texts_without_a_record(sqlite_places: Database) -> None:
    """Only where somebody deleted past the foreign key."""
    places = Places(sqlite_places)
    wipe(places)
    places.named("田中", "山川")
    with places.database.migrating() as connection:
        connection.execute(sa.delete(PLACE).where(PLACE.c.id == 1))
        connection.commit()
    with places.database.write() as session:
        assert INDEX.check(session) == [
            "検索用の索引「place_search」に削除された記録が1件残っています。索引を作り直してください。"
        ]
        INDEX.remove(session, 1)
        assert INDEX.check(session) == []


@pytest.mark.parametrize("damage", ["lost", "left over", "not all"])
def test_check_sees_damaged_grams_on_sqlite(sqlite_places: Database, damage: str) -> None:
    places = Places(sqlite_places)
    wipe(places)
    places.named("田中", "田辺", "山川")
    row = (1, "田中", "中田")
    with places.database.write() as session:
        if damage == "lost":
            sqlite.change(session, INDEX, {1: row[1:]}, {})
        elif damage == "left over":
            sqlite.change(session, INDEX, {}, {3: ("田中", "")})
        else:
            sqlite.change(session, INDEX, {1: row[1:]}, {1: ("田", "中田")})
    with places.database.read() as session:
        found = INDEX.check(session)
        assert found and all("place_grams" in sentence and "作り直してください" in sentence for sentence in found)
    with places.database.write() as session:
        INDEX.rebuild(session)
        assert INDEX.check(session) == []


def test_made_and_removed_again(places: Places) -> None:
    other = SearchIndex("case", ("title",))
    with places.database.engine.begin() as connection:
        other.create(connection)
        create_order_index(connection, (CASE.c.title.desc(),), CASE.c.id, within=(CASE.c.place_id,))
    with places.database.engine.connect() as connection:
        tables = set(sa.inspect(connection).get_table_names())
        assert "case_search" in tables
        own = {name for name in tables if is_search_name(name)}
        assert own == {name for name in tables if "_search" in name or "_grams" in name}
        assert {"place", "case"}.isdisjoint(own)
        assert is_search_name(order_index_name("case"))
    with places.database.engine.begin() as connection:
        for _ in range(2):
            drop_order_index(connection, "case")
            other.drop(connection)
    with places.database.engine.connect() as connection:
        assert not any(name.startswith("case_") for name in sa.inspect(connection).get_table_names())


# Pages


ORDERS = [
    (),
    (PLACE.c.id.desc(),),
    (PLACE.c.kana,),
    (PLACE.c.opened.desc(),),
    (PLACE.c.workers, PLACE.c.kana.desc()),
    (PLACE.c.opened.desc(), PLACE.c.office, PLACE.c.kana),
]
WAYS = [
    {},  # few hits, sorted
    {"LEAST_FEW": 1, "MOST_FEW": 1},  # many: the order is walked
    # many: a short walk, a look at where the hits stand, then a longer walk or all hits sorted
    {"LEAST_FEW": 1, "MOST_FEW": 1, "FIRST_STEP": 3, "LAST_STEP": 5, "TRIAL": 5, "SAMPLE": 20},
    # many of texts and others, fewer of the scope: each row of the scope is looked at
    {"LEAST_FEW": 1, "FIRST_STEP": 3, "LAST_STEP": 5, "TRIAL": 5, "SAMPLE": 20, "isqrt": lambda product: 4},
]


def in_order(rows: list[tuple], order: tuple) -> list[tuple]:
    """The rows as Python sorts them."""
    names = list(PLACE.c.keys())
    parts = Window(sa.select(PLACE.c.id), order, PLACE.c.id).keys
    for one in reversed(parts):
        place = names.index(one.column.name)
        rows = sorted(rows, key=lambda row: smallest_first(row[place]), reverse=one.down)
    return rows


def pages(session: Session, size: int, backward: bool, clauses: list, order: tuple, **more: Any) -> list[list[int]]:
    """All pages from one end to the other."""
    found, place = [], {"last": True} if backward else {}
    while True:
        one = page(session, sa.select(PLACE), clauses, order, size, id=PLACE.c.id, **place, **more)
        assert [row[0] for row in one.rows] == [key[-1] if "id" not in str(order) else key[0] for key in one.keys]
        if one.rows:
            found.append([row[0] for row in one.rows])
        if not one.more:
            return found
        place = {"before": one.keys[0]} if backward else {"after": one.keys[-1]}


@pytest.mark.parametrize("way", WAYS, ids=["few", "walk", "look", "scope"])
@pytest.mark.parametrize("query", [None, "田", "株式会社田", "会社"])
def test_pages_visit_every_row_once(
    places: Places, monkeypatch: pytest.MonkeyPatch, way: dict, query: str | None
) -> None:
    """Forward and backward, in the order of sorted(), whichever way the rows are found."""
    for name, value in way.items():
        monkeypatch.setattr(plan, name, value)
    monkeypatch.setattr(postgres, "SAMPLE", 40)
    rows = many(240)
    places.fill(rows)
    clauses = [INDEX.condition("name", query)] if query else []
    found = [row for row in rows if not query or fold(query) in fold(row[2])]
    assert len(found) > 5
    with places.database.read() as session:
        for order in ORDERS:
            expected = [row[0] for row in in_order(found, order)]
            forward = pages(session, 17, False, clauses, order)
            backward = pages(session, 17, True, clauses, order)
            assert [id for one in forward for id in one] == expected, order
            assert [id for one in reversed(backward) for id in one] == expected, order
            assert all(len(one) == 17 for one in forward[:-1])


@ONCE
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["1301", "1302"]), st.sampled_from(["田", "田中", "𠮷", ""]),
            st.sampled_from([None, "", "ア", "ｱ", "亜", "😀", "z", "Z"]),
            st.sampled_from([None, date(2020, 1, 1), date(2021, 1, 1)]), st.integers(0, 2),
        ), max_size=12,
    ),
    order=st.lists(st.sampled_from(["office", "name", "kana", "opened", "workers"]), unique=True, max_size=3),
    down=st.lists(st.booleans(), min_size=3, max_size=3), size=st.integers(1, 4),
)  # fmt: skip
def test_any_order_is_the_order_of_sorted(
    places: Places, rows: list[tuple], order: list[str], down: list[bool], size: int
) -> None:
    """Mixed directions, ties, NULLs and characters beyond the basic plane; a key works after its row has gone."""
    wipe(places)
    numbered = [(number, *row) for number, row in enumerate(rows, 1)]
    places.fill(numbered)
    columns = tuple(PLACE.c[name].desc() if falls else PLACE.c[name] for name, falls in zip(order, down))
    expected = [row[0] for row in in_order(numbered, columns)]
    with places.database.read() as session:
        assert [id for one in pages(session, size, False, [], columns) for id in one] == expected
        assert [id for one in reversed(pages(session, size, True, [], columns)) for id in one] == expected
    if expected:
        window = Window(sa.select(PLACE.c.id), columns, PLACE.c.id)
        with places.database.write() as session:
            first = window.page(session, 1)
            INDEX.remove(session, expected[0])
            session.execute(sa.delete(PLACE).where(PLACE.c.id == expected[0]))
            assert [row[0] for row in window.page(session, 100, after=first.keys[0]).rows] == expected[1:]


def test_statements_of_a_window(places: Places) -> None:
    places.named("ア", "イ", "ウ", "エ")
    window = Window(sa.select(PLACE.c.name), (PLACE.c.name,), PLACE.c.id)
    with places.database.read() as session:
        run = lambda *statements: [row[0] for one in statements for row in session.execute(one)]  # noqa: E731
        assert run(window.first(2)) == ["ア", "イ"]
        assert run(window.last(2)) == ["エ", "ウ"]
        assert run(*window.after(("イ", 2), 5)) == ["ウ", "エ"]
        assert run(*window.before(("ウ", 3), 5)) == ["イ", "ア"]
        assert run(window.where(PLACE.c.id > 1).first(1)) == ["イ"]
        assert window.page(session, 2).more and not window.page(session, 4).more
        assert window.count(session, 3) == (3, True)
        assert window.count(session, 4) == (4, False)
        with pytest.raises(ValueError, match="a key of 2 values, not 1"):
            window.after((1,), 5)


def test_pages_are_read_from_the_index_of_the_order(places: Places) -> None:
    """No page sorts or looks the table through, however deep it is and though the order has NULLs."""
    # readings as different as they are in life: where one stood in every fifth row, the key would serve as well
    rows = [(*row[:3], None if at < 3 else f"ヨミ{at:04d}", *row[4:]) for at, row in enumerate(many(600))]
    places.fill(rows)
    window = Window(sa.select(PLACE), ORDER, PLACE.c.id)
    statements = [window.first(5), window.last(5)]
    for place in [("ヨミ0300", 9), (None, 3)]:
        statements += [*window.after(place, 5), *window.before(place, 5)]
    assert len(statements) == 10
    with places.database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # a small table is quicker read whole; what matters is whether the index can serve
            connection.exec_driver_sql("ANALYZE place; SET enable_seqscan = off; SET enable_bitmapscan = off")
        for statement in statements:
            shown = explained(connection, statement)
            assert order_index_name("place") in shown, shown
            assert "SCAN place\n" not in shown and "Seq Scan" not in shown, shown
            assert "TEMP B-TREE" not in shown and "Sort" not in shown, shown


def test_order_does_not_depend_on_the_collation_of_a_server(postgres_places: Database) -> None:
    """A database made for Japanese sorts by dictionary rules; pages are by code point, as on SQLite."""
    names = ["ア", "a", "B", "ｱ", "亜", "あ", "😀"]
    with postgres_places.engine.begin() as connection:
        by_rules = sa.Text(collation="ja-x-icu")
        table = sa.Table(
            "sorted", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", by_rules)
        )
        table.create(connection)
        create_order_index(connection, (table.c.name,), table.c.id)
        connection.execute(sa.insert(table), [{"id": id, "name": name} for id, name in enumerate(names)])
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plainly = list(connection.scalars(sa.select(table.c.name).order_by(table.c.name)))
        window = Window(sa.select(table.c.name), (table.c.name,), table.c.id)
        with Session(connection) as session:
            assert [row[0] for row in window.page(session, 10).rows] == sorted(names) != plainly
            assert [row[0] for row in window.page(session, 10, after=("a", 1)).rows] == sorted(names)[2:]
        shown = explained(connection, window.first(3))
        assert order_index_name("sorted") in shown and "Sort" not in shown, shown
        table.drop(connection)


def explained(connection: sa.Connection, statement: sa.Select) -> str:
    """The engine's plan of a statement."""
    compiled = statement.compile(connection, compile_kwargs={"literal_binds": True})
    word = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{word} {compiled}".replace("%", "%%"))) + "\n"


# Search screens


@pytest.mark.req("SYS-39")
@pytest.mark.parametrize("way", WAYS, ids=["few", "walk", "look", "scope"])
@pytest.mark.parametrize("narrowed", [False, True])
def test_all_conditions_hold_together(
    places: Places, monkeypatch: pytest.MonkeyPatch, way: dict, narrowed: bool
) -> None:
    """Texts of several items, an office and a period, any of them left empty."""
    for name, value in way.items():
        monkeypatch.setattr(plan, name, value)
    monkeypatch.setattr(postgres, "SAMPLE", 40)
    rows = many(240)
    places.fill(rows)
    day = date(2020, 1, 10)
    tests = {
        "name": (INDEX.condition("name", "田"), lambda row: "田" in row[2]),
        "again": (INDEX.condition("name", "会社"), lambda row: "会社" in row[2]),
        "kana": (INDEX.condition("kana", "カ"), lambda row: "カ" in (row[3] or "")),
        "any": (INDEX.condition(None, "山"), lambda row: "山" in row[2] + (row[3] or "")),
        "empty": (INDEX.condition("name", "　"), lambda row: True),
        "office": (PLACE.c.office.in_(["1301", "2701"]), lambda row: row[1] in ("1301", "2701")),
        "one": (PLACE.c.office == "1301", lambda row: row[1] == "1301"),
        "from": (PLACE.c.opened >= day, lambda row: row[4] is not None and row[4] >= day),
    }
    random = Random(5)
    sizes = set()
    with places.database.read() as session:
        for _ in range(25):
            chosen = random.sample(sorted(tests), random.randint(0, 4))
            found = [row for row in rows if all(tests[name][1](row) for name in chosen)]
            sizes.add(len(found))
            narrow = [tests[name][0] for name in chosen if narrowed and name in ("office", "one", "from")]
            clauses = [tests[name][0] for name in chosen if not narrowed or name not in ("office", "one", "from")]
            more = {"narrow": [sa.true(), *narrow]}
            order = random.choice(ORDERS)
            shown = pages(session, 9, False, clauses, order, **more)
            assert [id for one in shown for id in one] == [row[0] for row in in_order(found, order)], chosen
            assert count(session, sa.select(PLACE), clauses, id=PLACE.c.id, **more) == (len(found), False), chosen
            capped = count(session, sa.select(PLACE), clauses, id=PLACE.c.id, cap=3, **more)
            assert capped == (min(3, len(found)), len(found) > 3), chosen
    assert len(sizes) > 10


def test_few_rows_of_an_office_lead_to_texts_that_are_everywhere(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(id, "1301" if id % 50 else "2701", "田", f"{id % 7}", None, id % 3) for id in range(1, 401)]
    places.fill(rows)
    for name, value in {"LEAST_FEW": 8, "MOST_FEW": 8, "TRIAL": 8, "FIRST_STEP": 8}.items():
        monkeypatch.setattr(plan, name, value)
    monkeypatch.setattr(plan, "_walked", None)  # nothing may be walked
    office = [PLACE.c.office == "2701"]
    expected = [row[0] for row in in_order([row for row in rows if row[1] == "2701" and row[5]], ORDER)]
    assert 4 < len(expected) < 8
    with places.database.read() as session:
        clauses = [INDEX.condition("name", "田"), PLACE.c.workers > 0]
        assert [one for some in pages(session, 3, False, clauses, ORDER, narrow=office) for one in some] == expected
        assert count(session, sa.select(PLACE), clauses, id=PLACE.c.id, narrow=office, cap=20) == (len(expected), False)


@pytest.mark.parametrize("one", [PLACE.c.office == "1302", PLACE.c.office.in_(["1302"])])
def test_the_list_of_one_office_is_read_in_its_order(
    places: Places, monkeypatch: pytest.MonkeyPatch, one: sa.ColumnElement[bool]
) -> None:
    """Without texts, what every office opens most: one statement, which an index on office and order answers."""
    rows = many(100)
    places.fill(rows)
    monkeypatch.setattr(plan, "_few", None)  # nothing else may be tried
    expected = [row[0] for row in in_order([row for row in rows if row[1] == "1302"], ORDER)]
    with places.database.read() as session:
        shown = pages(session, 7, False, [], ORDER, narrow=[one])
        assert [id for some in shown for id in some] == expected
        monkeypatch.undo()
        two = [PLACE.c.office.in_(["1302", "2701"])]
        assert len([id for some in pages(session, 7, False, [], ORDER, narrow=two) for id in some]) > len(expected)


def test_a_rare_condition_without_an_index_beside_texts_that_are_everywhere(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the text nor the order leads to the rows; the condition is looked for once, in the table's own order."""
    rows = [(id, "1301", "田", f"{id % 7}", None, int(id % 60 == 0)) for id in range(1, 401)]
    places.fill(rows)
    for name, value in {"LEAST_FEW": 10, "MOST_FEW": 10, "TRIAL": 8, "FIRST_STEP": 8, "SAMPLE": 5}.items():
        monkeypatch.setattr(plan, name, value)
    monkeypatch.setattr(postgres, "SAMPLE", 40)
    expected = [row[0] for row in in_order([row for row in rows if row[5]], ORDER)]
    assert len(expected) == 6
    with places.database.read() as session:
        for clauses in ([INDEX.condition("name", "田"), PLACE.c.workers == 1], [PLACE.c.workers == 1]):
            assert [id for one in pages(session, 4, False, clauses, ORDER) for id in one] == expected
            assert [id for one in reversed(pages(session, 4, True, clauses, ORDER)) for id in one] == expected
        never = [INDEX.condition("name", "鬱"), PLACE.c.workers == 1]
        assert pages(session, 4, False, never, ORDER) == pages(session, 4, True, never, ()) == []


def test_texts_of_a_linked_record(places: Places) -> None:
    """A condition on the record that the found ones hang on, with and without a condition of their own."""
    rows = many(60)
    places.fill(rows)
    with places.database.write() as session:
        cases = [{"id": n, "place_id": rows[n % 50][0] if n % 7 else None, "title": f"事案{n}"} for n in range(1, 120)]
        session.execute(sa.insert(CASE), cases)
    names = {row[0]: row[2] for row in rows}
    expected = [one["id"] for one in cases if one["place_id"] and "田" in names[one["place_id"]]]
    assert expected
    of_place = INDEX.condition("name", "田", on=CASE.c.place_id)
    with places.database.read() as session:
        found = page(session, sa.select(CASE.c.title), [of_place], (CASE.c.title,), 200, id=CASE.c.id)
        assert sorted(key[-1] for key in found.keys) == expected
        assert count(session, sa.select(CASE.c.id), [of_place, CASE.c.id < 60], id=CASE.c.id)[0] == sum(
            id < 60 for id in expected
        )


def test_the_condition_stands_in_any_statement(places: Places) -> None:
    """Negated, beside OR, and the same statement with another text (compiled once)."""
    places.named("田中", "山川", "田辺", "")
    with places.database.read() as session:
        ids = lambda *clauses: sorted(session.scalars(sa.select(PLACE.c.id).where(*clauses)))  # noqa: E731
        assert ids(~INDEX.condition("name", "田")) == [2, 4]
        assert ids(sa.or_(INDEX.condition("name", "山"), INDEX.condition("name", "辺"))) == [2, 3]
        for text, found in [("田中", [1]), ("山川", [2]), ("田辺", [3]), ("川田", [])]:
            assert ids(INDEX.condition("name", text)) == found


def test_the_condition_leads_to_the_rows_on_sqlite(sqlite_places: Database) -> None:
    """SQLite drives by it: it is not wrapped into a comparison that has to be computed for every row."""
    with sqlite_places.engine.connect() as connection:
        shown = explained(connection, sa.select(PLACE).where(INDEX.condition("name", "田中建"), PLACE.c.workers > 0))
    assert "SEARCH place USING INTEGER PRIMARY KEY" in shown and "SCAN place\n" not in shown, shown


def test_rows_may_be_whole_records_of_a_join(places: Places) -> None:
    places.fill(many(30))
    with places.database.write() as session:
        session.execute(sa.insert(CASE), [{"id": n, "place_id": n * 2, "title": f"事案{n}"} for n in range(1, 31)])
    base = sa.select(PLACE.c.name, CASE.c.title).join(CASE, CASE.c.place_id == PLACE.c.id)
    with places.database.read() as session:
        found = page(session, base, [INDEX.condition("name", "田")], ORDER, 3, id=PLACE.c.id)
        assert len(found.rows) == 3 and found.more
        for (name, title), (_, id) in zip(found.rows, found.keys):
            assert "田" in name and title == f"事案{id // 2}"


def test_a_walk_stops_when_the_page_is_full(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a text that is everywhere only as much is read as the page needs."""
    places.fill([(id, "1301", "田", f"{id:04d}", None, 0) for id in range(1, 1001)])
    monkeypatch.setattr(plan, "LEAST_FEW", 1)
    monkeypatch.setattr(plan, "MOST_FEW", 1)
    monkeypatch.setattr(plan, "FIRST_STEP", 8)
    steps = []
    walk = plan._ids_in_order

    def watched(*arguments: Any) -> Iterator[list[int]]:
        for ids in walk(*arguments):
            steps.append(len(ids))
            yield ids

    monkeypatch.setattr(plan, "_ids_in_order", watched)
    with places.database.read() as session:
        found = page(session, sa.select(PLACE), [INDEX.condition("name", "田")], ORDER, 10, id=PLACE.c.id)
        assert [key[1] for key in found.keys] == list(range(1, 11))
    assert steps == [8, 16]
    assert list(islice(plan._sizes(), 14))[-1] == plan.LAST_STEP
