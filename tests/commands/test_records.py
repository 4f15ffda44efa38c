"""The commands of a record type: the same rights, checks and history as the screens, on both engines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from shuro.commands.exits import Exit
from shuro.kernel import registry
from shuro.kernel.audit import Journal, verify
from shuro.kernel.database import Database, StorageBusy
from shuro.kernel.record import table_of
from tests.standards.workplaces import TEXTS

WORKPLACE = {
    "事業場区分": "事業場", "登録区分": "労働保険未手続", "事業場名(漢字)": "霞会社　　霞工場",
    "事業場名(カナ)": "カスミガイシャ　　カスミコウジョウ", "所在地": "東京都千代田区霞が関", "所在地(続き)": "1-2-2",
    "労働者数": "50", "事業場情報1／業種": "010602",
}  # fmt: skip
VISIT = {"事業場区分": "当該事業", "監督年月日": "R8.6.1", "監督等種別": "災害時監督"}


def sets(texts: dict[str, Any], **more: str) -> list[str]:
    """--set words."""
    return [word for name, text in {**texts, **more}.items() for word in ("--set", f"{name}={text}")]


@pytest.fixture
def factory(shuro, station) -> str:
    """A workplace of the officer's 署, by its reference."""
    done = shuro("workplace", "new", *sets(WORKPLACE))
    assert done.code == Exit.OK, done.err
    return done.out.strip()


@pytest.fixture
def visit(shuro, factory) -> str:
    """A supervision result of the workplace, by its reference."""
    line = {"違反法条項1／法、令、則": "安衛則519条1項", "違反法条項1／措置内容": "是正勧告"}
    done = shuro("supervision-result", "new", "--under", factory, *sets(VISIT | line))
    assert done.code == Exit.OK, done.err
    return done.out.strip()


# One record -----------------------------------------------------------------------------------------------------------------


@pytest.mark.req("WPL-25")
def test_new_prints_the_reference_and_says_the_rest_on_stderr(shuro, station) -> None:
    done = shuro("workplace", "new", *sets(WORKPLACE))
    assert (done.code, done.out) == (Exit.OK, "1301-101\n")
    assert done.err.endswith("登録しました。\n")
    assert "警告：代表者職氏名：該当するときは入力してください。" in done.err


@pytest.mark.req("SYS-41", "SYS-45")
def test_show(shuro, factory) -> None:
    done = shuro("workplace", "show", factory)
    assert (done.code, done.err) == (Exit.OK, "")
    assert done.out.startswith("[1301-101] 登録済 版1\n")
    assert "\n事業場名(漢字): 霞会社　　霞工場\n" in done.out
    told = shuro("workplace", "show", factory, "--json").data
    assert told["reference"] == "1301-101"
    assert (told["name"], told["workers"], told["version"]) == ("霞会社　　霞工場", "50", 1)
    assert shuro("workplace", "show", str(told["id"]), "--json").data == told


def test_what_is_not_there(shuro, station) -> None:
    for ref in ("1301-999", "9" * 18, "9" * 40, "1301", "工場", "-", "²"):
        done = shuro("workplace", "show", "--", ref)
        assert (done.code, done.out) == (Exit.REJECTED, ""), ref
        assert done.err == "指定された情報は登録されていないか、削除されています。\n"


@pytest.mark.req("SYS-33")
def test_edit_changes_only_what_is_named(shuro, factory) -> None:
    done = shuro("workplace", "edit", factory, "--set", "労働者数=60", "--set", "FAX=03-1234-5678")
    assert (done.code, done.out) == (Exit.OK, "1301-101\n")
    told = shuro("workplace", "show", factory, "--json").data
    assert (told["workers"], told["fax"], told["name"], told["version"]) == (
        "60",
        "03-1234-5678",
        "霞会社　　霞工場",
        2,
    )
    assert shuro("workplace", "edit", factory).code == Exit.USAGE


def test_edit_of_another_version_is_a_conflict(shuro, factory) -> None:
    assert shuro("workplace", "edit", factory, "--version", "1", "--set", "労働者数=60").code == Exit.OK
    done = shuro("workplace", "edit", factory, "--version", "1", "--set", "労働者数=70")
    assert (done.code, done.out) == (Exit.CONFLICT, "")
    assert "労働者数：入力は「70」、職員 130101の更新は「60」" in done.err
    assert "現在の版は2です。" in done.err
    assert shuro("workplace", "show", factory, "--json").data["workers"] == "60"


@pytest.mark.req("SYS-35")
def test_deleting_asks_for_the_name(shuro, factory) -> None:
    done = shuro("workplace", "delete", factory, "--no-input")
    assert done.code == Exit.REJECTED
    assert "--confirm に名称「霞会社　　霞工場」を指定してください。" in done.err
    assert shuro("workplace", "delete", factory, "--confirm", "霞会社").code == Exit.REJECTED
    assert shuro("workplace", "show", factory).code == Exit.OK
    assert shuro("workplace", "delete", factory, "--confirm", "霞会社　　霞工場").code == Exit.OK
    assert shuro("workplace", "show", factory).code == Exit.REJECTED
    assert shuro("workplace", "list", "--json").data == []


def test_a_record_that_others_hang_on_stays(shuro, factory, visit) -> None:
    done = shuro("workplace", "delete", factory, "--confirm", "霞会社　　霞工場")
    assert done.code == Exit.REJECTED
    assert "監督結果等情報1件が登録されているため、削除できません。" in done.err


def test_history(shuro, factory) -> None:
    shuro("workplace", "edit", factory, "--set", "労働者数=60")
    steps = shuro("workplace", "history", factory, "--json").data
    assert [(one["step"], one["version"], one["officer"], one["via"]) for one in steps] == [
        ("更新", 2, "職員 130101", "command"), ("登録", 1, "職員 130101", "command"),
    ]  # fmt: skip
    assert steps[0]["changes"]["workers"] == [50, 60]
    lines = shuro("workplace", "history", factory).out.splitlines()
    assert lines[0].startswith("2026-06-10 09:00 版2 更新 職員 130101: 労働者数")


@pytest.mark.req("SYS-10")
def test_findings_stop_a_registration(shuro, station) -> None:
    done = shuro("workplace", "new", *sets(WORKPLACE, 事業場区分="", 労働者数="五十"))
    assert (done.code, done.out) == (Exit.REJECTED, "")
    assert "誤り：労働者数：数字で入力してください（例：120）。" in done.err
    done = shuro("workplace", "new", *sets(WORKPLACE, 事業場区分=""))
    assert "誤り：事業場区分：登録に必要な項目です。選んでください。" in done.err
    assert shuro("workplace", "list", "--json").data == []


@pytest.mark.req("WPL-58")
def test_a_question_is_answered_by_its_key(shuro, factory) -> None:
    done = shuro("workplace", "new", *sets(WORKPLACE))
    assert done.code == Exit.REJECTED
    assert "（登録するときは --accept duplicate）" in done.err
    assert shuro("workplace", "new", *sets(WORKPLACE), "--accept", "duplicate").out == "1301-102\n"


def test_the_same_key_registers_once(shuro, station) -> None:
    first = shuro("workplace", "new", *sets(WORKPLACE), "--key", "a1")
    again = shuro("workplace", "new", *sets(WORKPLACE), "--key", "a1")
    assert first.out == again.out == "1301-101\n"
    assert "登録済みです（同じ鍵の登録がありました）。" in again.err
    assert len(shuro("workplace", "list", "--json").data) == 1
    done = shuro(
        "free-code", "new", "--key", "a1", *sets({"自由設定項目": "事業場自由分類", "コード": "1", "名称": "甲"})
    )
    assert done.code == Exit.OK, done.err  # the key of one type is no key of another
    assert "登録しました。" in done.err


def test_dry_run_stores_nothing(shuro, station) -> None:
    done = shuro("workplace", "new", *sets(WORKPLACE), "--dry-run")
    assert (done.code, done.out) == (Exit.OK, "")
    assert done.err.endswith("登録できます（まだ登録していません）。\n")
    assert shuro("workplace", "new", *sets(WORKPLACE, 事業場区分=""), "--dry-run").code == Exit.REJECTED
    assert shuro("workplace", "list", "--json").data == []


@pytest.mark.req("CON-30", "SYS-20")
def test_the_check_alone_finds_the_one_record_there_can_be(shuro, here: Database, station) -> None:
    complaint = registry.load("complaint")
    with here.write() as session:
        bare = {"office_code": "1301", "fiscal_year": 2026, "serial": 1, "version": 1, "state": "登録済"}
        session.execute(sa.insert(table_of(complaint)).values(bare | {"registered_by": "", "updated_by": ""}))
    new = ("complaint-attachment", "new", "--under", "1301-2026-1", "--set", "申告の内容(続き)=続き")
    assert shuro(*new, "--dry-run").code == Exit.OK
    assert shuro(*new).code == Exit.OK
    refused = shuro(*new, "--dry-run")
    assert refused.code == shuro(*new).code != Exit.OK and "登録済みです" in refused.err


# JSON and tables of a record ----------------------------------------------------------------------------------------------


def test_what_show_tells_can_be_registered_again(shuro, factory, visit, tmp_path: Path) -> None:
    told = shuro("supervision-result", "show", visit, "--json").data
    kept = {name: told[name] for name in ("target", "supervised_on", "supervision_kind", "violations")}
    path = tmp_path / "again.json"
    path.write_text(json.dumps(kept), encoding="utf-8")
    done = shuro("supervision-result", "new", "--under", factory, "--from", str(path))
    assert (done.code, done.out) == (Exit.OK, "1301-2026-2\n"), done.err
    again = shuro("supervision-result", "show", "1301-2026-2", "--json").data
    assert again["violations"] == told["violations"]


def test_json_from_standard_input(shuro, station) -> None:
    values = {**TEXTS, "workers": 50, "kinds": ["事業場", "寄宿舎"], "fax": None, "top_of_enterprise": False}
    done = shuro("workplace", "new", "--from", "-", "--json", stdin=json.dumps(values))
    assert done.code == Exit.OK, done.err
    assert (done.data["kinds"], done.data["workers"], done.data["fax"]) == ("事業場、寄宿舎", "50", "")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "「-」はJSONとして読めません"),
        ("[1]", "「-」は {\"項目\": \"値\"} の形にしてください。"),
        ('{"工場長": "x"}', "「工場長」という項目はありません。"),
        ('{"name": {"a": 1}}', "「name」の値は文字か数にしてください。"),
    ],
)  # fmt: skip
def test_json_that_is_no_record(shuro, station, text: str, sentence: str) -> None:
    done = shuro("workplace", "new", "--from", "-", stdin=text)
    assert (done.code, done.out) == (Exit.USAGE, "")
    assert sentence in done.err


@pytest.mark.parametrize("lines", ['"x"', "[1]", '[{"条文": "x"}]'])
def test_lines_of_a_table_that_are_none(shuro, factory, lines: str) -> None:
    done = shuro("supervision-result", "new", "--under", factory, "--from", "-", stdin=f'{{"violations": {lines}}}')
    assert (done.code, done.out) == (Exit.USAGE, "")
    assert "違反法条項" in done.err


def test_a_line_of_a_table_is_changed_where_it_is_named(shuro, visit) -> None:
    before = shuro("supervision-result", "show", visit, "--json").data["violations"]
    done = shuro("supervision-result", "edit", visit, "--set", "違反法条項1／是正確認年月日=R8.6.9")
    assert done.code == Exit.OK, done.err
    assert shuro("supervision-result", "show", visit, "--json").data["violations"] == [
        {**before[0], "confirmed_on": "令和8年6月9日"}
    ]
    done = shuro("supervision-result", "edit", visit, "--set", "違反法条項2／法、令、則=労基法15条1項")
    assert [line["provision"] for line in shuro("supervision-result", "show", visit, "--json").data["violations"]] == [
        "安衛則第519条第1項", "労基法第15条第1項",
    ]  # fmt: skip


# Records that hang on others ------------------------------------------------------------------------------------------------


@pytest.mark.req("SUP-12", "SUP-16")
def test_a_result_of_a_subcontractor(shuro, factory) -> None:
    done = shuro("subcontractor", "new", "--under", factory,
                 *sets({"事業名(漢字)": "山田組", "事業名(カナ)": "ヤマダグミ", "業種": "030201"}))  # fmt: skip
    assert done.code == Exit.OK, done.err
    words = sets(VISIT | {"事業場区分": "下請事業", "下請情報": done.out.strip()})
    done = shuro("supervision-result", "new", "--under", factory, *words, "--json")
    assert done.code == Exit.OK, done.err
    assert (done.data["reference"], done.data["name"]) == ("1301-2026-1", "山田組　　霞工場")


def test_what_a_record_hangs_on_must_be_named(shuro, factory) -> None:
    done = shuro("supervision-result", "new", *sets(VISIT))
    assert done.code == Exit.USAGE
    assert "--under でどの情報に属するかを指定してください" in done.err
    done = shuro("supervision-result", "new", "--under", "1301-999", *sets(VISIT))
    assert done.code == Exit.REJECTED
    assert "事業場基本情報の「管轄局署のコード-事業場キー」で入力するか、F4で選んでください。" in done.err


@pytest.mark.req("SYS-43", "SUP-34")
def test_print(shuro, visit, tmp_path: Path) -> None:
    done = shuro("supervision-result", "print", "report", visit, "--set", "面接者職氏名=工場長")
    assert (done.code, done.err) == (Exit.OK, "")
    assert "監督復命書" in done.out
    assert "工場長" in done.out
    path = tmp_path / "report.xlsx"
    done = shuro("supervision-result", "print", "監督復命書", visit, "--output", str(path))
    assert (done.code, done.out) == (Exit.OK, "")
    assert path.read_bytes()[:2] == b"PK"
    assert "工場長" not in shuro("supervision-result", "print", "report", visit).out  # printed once, kept nowhere


def test_print_says_what_it_wants(shuro, visit, tmp_path: Path) -> None:
    assert shuro("supervision-result", "print", "nosuch", visit).code == Exit.USAGE
    assert shuro("supervision-result", "print", "report").code == Exit.USAGE
    assert shuro("supervision-result", "print", "report", visit, "--set", "署長判決=完結").code == Exit.USAGE
    assert shuro("supervision-result", "print", "report", visit, "--pdf").code == Exit.USAGE
    assert shuro("supervision-result", "print", "report", visit, "-o", str(tmp_path / "x.pdf")).code == Exit.USAGE
    done = shuro("supervision-result", "print", "report", visit, "-o", str(tmp_path / "no" / "x.xlsx"))
    assert done.code == Exit.REJECTED
    assert f"フォルダー「{tmp_path / 'no'}」がありません。" in done.err


@pytest.mark.req("SUP-40")
def test_a_step_under_its_own_word(shuro, visit) -> None:
    done = shuro("supervision-result", "send", visit, "--confirm", "霞会社　　霞工場 令和8年6月1日")
    assert (done.code, done.out) == (Exit.REJECTED, "")
    assert "「送付」は、状態が「未送付」のときにできます（現在：登録済）。" in done.err


# Lists ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.req("SYS-39", "WPL-67")
def test_list(shuro, factory) -> None:
    shuro("workplace", "new", *sets(WORKPLACE, **{"事業場名(漢字)": "桜商会　　本店", "事業場名(カナ)": "サクラ"}))
    done = shuro("workplace", "list")
    lines = done.out.splitlines()
    assert lines[0].split()[:4] == ["id", "管轄局署", "事業場キー", "事業場名(漢字)"]
    assert [line.split()[2] for line in lines[1:]] == ["101", "102"]
    assert done.err == "2件のうち2件を表示\n"
    assert [one["key"] for one in shuro("workplace", "list", "-w", "name=桜", "--json").data] == ["102"]
    assert shuro("workplace", "list", "-w", "name=桜", "-w", "workers_from=51", "--json").code == Exit.USAGE
    found = shuro("workplace", "list", "-w", "事業場名(漢字)=霞", "-w", "key=101", "--json").data
    assert [one["key"] for one in found] == ["101"]
    assert shuro("workplace", "list", "--limit", "1").err == "2件のうち1件を表示\n"
    assert shuro("workplace", "list", "--all").err == "2件\n"


@pytest.mark.req("SYS-42")
def test_a_list_as_a_file(shuro, factory, tmp_path: Path) -> None:
    from shuro.kernel.sheets import read_rows

    for name in ("list.csv", "list.xlsx"):
        done = shuro("workplace", "list", "-o", str(tmp_path / name))
        assert (done.code, done.out) == (Exit.OK, "")
        rows = [row.values for row in read_rows(tmp_path / name)]
        assert [row["事業場名(漢字)"] for row in rows] == ["霞会社　　霞工場"]
    done = shuro("workplace", "list", "-o", str(tmp_path / "sjis.csv"), "--encoding", "cp932")
    assert "霞会社" in (tmp_path / "sjis.csv").read_text(encoding="cp932")
    assert shuro("workplace", "list", "-o", str(tmp_path / "list.pdf")).code == Exit.USAGE
    assert shuro("workplace", "list", "-o", str(tmp_path / "x.csv"), "--encoding", "ascii").code == Exit.USAGE


def test_conditions_that_are_none(shuro, station) -> None:
    for word in ("名前=x", "name", "=", ""):
        done = shuro("workplace", "list", "-w", word)
        assert (done.code, done.out) == (Exit.USAGE, "")
        assert f"検索条件「{word}」は「条件=値」の形にしてください。" in done.err
        assert "事業場名(漢字)（name）" in done.err
    assert shuro("workplace", "list", "-w", "industry_code=9").code == Exit.OK
    done = shuro("supervision-result", "list", "-w", "supervised_on_from=いつか")
    assert done.code == Exit.REJECTED
    assert "監督年月日(自)" in done.err


@pytest.mark.req("SUP-38")
def test_a_listing_and_its_form(shuro, visit) -> None:
    assert len(shuro("inspection-report-register", "list", "--json").data) == 1
    for words in (("inspection-report-register", "print", "register"), ("report", "inspection-report-register"),
                  ("report", "監督復命書整理簿")):  # fmt: skip
        done = shuro(*words)
        assert done.code == Exit.OK, done.err
        assert "霞会社" in done.out
    assert shuro("inspection-report-register", "print", "register", visit).code == Exit.USAGE


# Rights -------------------------------------------------------------------------------------------------------------------------


def test_nobody_is_logged_in(shuro, here) -> None:
    for words in (("workplace", "list"), ("whoami",), ("count", "deposit-offices"), ("user", "list")):
        done = shuro(*words)
        assert (done.code, done.out, done.err) == (
            Exit.NO_RIGHT, "", "先に「shuro login」でログインしてください。\n",
        )  # fmt: skip


@pytest.mark.req("SYS-47", "SYS-49")
def test_a_station_sets_no_focus_and_the_refusal_stands_in_the_journal(shuro, station, here: Database) -> None:
    words = sets({"監督重点対象区分コード": "010", "監督重点対象区分名": "長時間労働"})
    done = shuro("supervision-focus", "new", *words)
    assert (done.code, done.out) == (Exit.NO_RIGHT, "")
    assert "「監督重点対象区分コード」の「登録」ができるのは局の職員です。" in done.err
    with here.read() as session:
        last = session.exec(select(Journal).order_by(col(Journal.seq).desc()).limit(1)).one()
        assert (last.action, last.subject) == ("refused", "supervision_focus:new")
        assert verify(session) == []


@pytest.mark.req("SYS-51")
def test_another_station_sees_a_workplace_but_registers_no_result_of_it(shuro, factory, as_officer) -> None:
    as_officer("130201")
    assert shuro("workplace", "show", factory).code == Exit.OK
    assert shuro("workplace", "edit", factory, "--set", "労働者数=1").code == Exit.NO_RIGHT
    done = shuro("supervision-result", "new", "--under", factory, *sets(VISIT))
    assert done.code == Exit.REJECTED
    assert "この事業場の管轄局署は中央労働基準監督署です。" in done.err


@pytest.mark.req("SYS-49")
def test_what_an_office_keeps_to_itself_is_not_there_for_another(shuro, visit, as_officer) -> None:
    as_officer("130201")
    assert shuro("supervision-result", "list", "--json").data == []
    assert shuro("supervision-result", "show", visit).code == Exit.REJECTED
    as_officer("130001")
    assert shuro("supervision-result", "show", visit).code == Exit.OK
    assert shuro("supervision-result", "edit", visit, "--set", "署長判決=完結").code == Exit.NO_RIGHT


# The terminal and the line ---------------------------------------------------------------------------------------------------


def test_a_busy_database_is_tried_again_later(shuro, factory, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*args: Any, **more: Any) -> None:
        raise StorageBusy

    monkeypatch.setattr("shuro.kernel.store.save", busy)
    done = shuro("workplace", "edit", factory, "--set", "労働者数=1")
    assert (done.code, done.out, done.err) == (Exit.TRY_AGAIN, "", StorageBusy.said + "\n")


EVIL = "\x1b]0;evil\x07\x1b[31m"


def test_nothing_typed_steers_the_terminal(shuro, factory) -> None:
    """ASVS 1.3.3: what was typed, stored or found in a file is shown without escape sequences."""
    for words in ((EVIL,), ("workplace", EVIL), ("workplace", "show", EVIL), ("workplace", "list", f"--{EVIL}"),
                  ("workplace", "list", "-w", EVIL), ("workplace", "new", "--set", f"{EVIL}=1"), ("calc", "day", EVIL),
                  ("workplace", "edit", factory, "--set", f"参考事項={EVIL}x"), ("workplace", "show", factory)):  # fmt: skip
        done = shuro(*words)
        assert "\x1b" not in done.out + done.err, words


def test_no_colour_is_ever_written_to_a_pipe(shuro, factory, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "PY_COLORS", "CLICOLOR_FORCE"):
        monkeypatch.setenv(name, "1")
    for words in (("--help",), ("workplace",), ("workplace", "list"), ("workplace", "show", factory), ("nosuch",)):
        done = shuro(*words)
        assert "\x1b" not in done.out + done.err


# Anything may be typed ----------------------------------------------------------------------------------------------------------

ITEMS = st.sampled_from(["労働者数", "name", "所在地", "kinds", "free_class", "industry_code", "週所定労働時間", "office_code",
                         "closed_on", "key", "former_names", "違反法条項1／法、令、則", "事業場情報1／業種", ""])  # fmt: skip
WORDS = st.one_of(st.text(max_size=30), st.builds(lambda a, b: f"{a}={b}", ITEMS, st.text(max_size=40)))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS, min_size=1, max_size=4))
def test_whatever_is_set_is_answered(shuro, station, words: list[str]) -> None:
    done = shuro("workplace", "new", "--dry-run", *(part for word in words for part in ("--set", word)))
    assert done.code in (Exit.USAGE, Exit.REJECTED)
    assert done.err
    assert "予期しない" not in done.err


CONDITIONS = st.sampled_from(["office_code", "key", "insurance_number", "name", "place", "phone", "industry_code", "kinds",
                              "company", "registration_kind", "closed", "name_kana", "x"])  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=CONDITIONS, value=st.text(max_size=40))
def test_whatever_is_searched_for_is_answered(shuro, station, name: str, value: str) -> None:
    done = shuro("workplace", "list", "--json", "--where", f"{name}={value}")
    assert done.code in (Exit.OK, Exit.USAGE, Exit.REJECTED)
    assert "予期しない" not in done.err
    assert done.code == Exit.OK or done.out == ""
