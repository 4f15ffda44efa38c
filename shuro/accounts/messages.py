"""The sentences of the outside systems' screens: data/codes/account-messages.csv, under the codes of its first column."""

from __future__ import annotations

from shuro.kernel.codelists import codes


def message(code: str, **values: object) -> str:
    """The sentence of a code, what stands in its braces put in by name. KeyError for a code or a value that is missing."""
    one = codes("account-messages").get(code)
    if one is None:
        raise KeyError(code)
    return one.name.format(**values)
