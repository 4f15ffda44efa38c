"""Search over millions of rows: any part of a text, pages in a declared order, counts with a limit.

A record type names the items that are found by any part of them. `SearchIndex` keeps their folded texts in a table
beside the record's own and indexes pairs of neighbouring characters, so that one character of kana or kanji is enough.
`page` and `count` answer a whole search screen: substring conditions and any other SQL conditions together (SYS-39).

    index = SearchIndex("workplace", ("name", "name_kana", "address"))
    clauses = [index.condition("name", "田中"), index.condition("address", "港区"), Workplace.closed_on.is_(None)]
    first = page(session, select(Workplace), clauses, (Workplace.name_kana,), 50, id=Workplace.id, narrow=[scope])
    second = page(session, ..., after=first.keys[-1])
    n, capped = count(session, select(Workplace), clauses, id=Workplace.id, narrow=[scope])

`grams` knows the texts, `sqlite` and `postgres` the two engines, `index` keeps the index, `window` pages by keys, `plan`
decides how a page is found.
"""

from shuro.kernel.search.index import Contains, SearchIndex, is_search_name
from shuro.kernel.search.plan import count, page
from shuro.kernel.search.window import Page, Window, create_order_index, drop_order_index, order_index_name

__all__ = [
    "Contains", "Page", "SearchIndex", "Window", "count", "create_order_index", "drop_order_index",
    "is_search_name", "order_index_name", "page",
]  # fmt: skip
