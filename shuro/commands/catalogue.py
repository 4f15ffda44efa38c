"""`shuro catalogue`: everything that is declared, for others and for our own tests to look at."""

from __future__ import annotations

import typer

from shuro.commands.speech import App

app = App(no_args_is_help=False)


@app.command()
def catalogue(as_json: bool = typer.Option(False, "--json", help="JSONで出力する")) -> None:
    """全ての情報の宣言（項目・手順・帳票・検索・集計）を表示する。"""
    from shuro.commands.exits import put
    from shuro.kernel.catalogue import catalogue as told

    everything = told()
    if as_json:
        put(everything)
        return
    for system in everything["systems"]:
        print(system["label"])
        for record in system["records"]:
            print(f"  {record['name']}  {record['label']}（{len(record['items'])}項目）")
            for item in record["items"]:
                place = "／".join(part for part in (item["tab"], item["section"]) if part)
                print(f"    {item['name']}  {item['label']}  {place}  {item['kind']}  {item['need']}")
