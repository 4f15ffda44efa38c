"""The items that make up one address on a form: 郵便番号, 都道府県, 所在地 and 所在地(続き), found by kind and label.

The manual never names what belongs together; it stands together. So the parts of one address are the run of such items
around the one in hand, without a part twice and without another owner's (申請者住所 and 本社郵便番号 are two addresses).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from screens.dialogs.filled import Filled
from screens.dialogs.place import beside, is_open, text_of
from shuro.kernel.postal import Address

# How the field files of docs/spec name the items whose way of entry is the 所在地入力 screen.
_ADDRESS = re.compile("住所地?|所在地|設置地|送付先|設置場所|検査場所")
_NUMBER = "郵便番号"
_PREFECTURE = "都道府県"
_REST = re.compile("[(（]続き[)）]")
_WORDS = re.compile(f"{_ADDRESS.pattern}|{_NUMBER}|{_PREFECTURE}|続き|[()（）\\s]|^[①-⑳0-9]+")


def is_address(item: Any) -> bool:
    """Does the item hold an address, coded or as free text? 所在地(続き) does not."""
    if item.kind.name == "address":
        return True
    end = re.sub(r"[(（].*[)）]$", "", item.label)
    return (
        item.kind.name in ("text", "longtext") and not is_rest(item) and bool(re.search(f"({_ADDRESS.pattern})$", end))
    )


def is_rest(item: Any) -> bool:
    """Is it a 所在地(続き)?"""
    return item.kind.name == "text" and bool(_REST.search(item.label))


def part_of(item: Any) -> str:
    """Which part of an address an item is; empty for all other items."""
    if item.kind.name == "postal":
        return "postal"
    if item.kind.name == "choice" and _PREFECTURE in item.label:
        return "prefecture"
    return "address" if is_address(item) else "rest" if is_rest(item) else ""


def owner_of(item: Any) -> str:
    """Whose address it is, as far as its label says: 申請者 of 申請者住所, nothing of 所在地."""
    plain = unicodedata.normalize("NFKC", _WORDS.sub("", item.label))
    return plain.rstrip("の").strip()


@dataclass(frozen=True)
class Parts:
    """The items of one address; None where the form has no such item."""

    postal: Any = None
    prefecture: Any = None
    address: Any = None
    rest: Any = None


def parts_among(items: Sequence[Any], item: Any) -> Parts:
    """The address that `item` (one of `items`, by name) is a part of."""
    here = next(at for at, one in enumerate(items) if one.name == item.name)
    found = {part_of(item) or "address": item}
    owner = owner_of(item)
    for step in (1, -1):
        at = here + step
        while 0 <= at < len(items):
            one, part = items[at], part_of(items[at])
            others = owner and owner_of(one) and owner_of(one) != owner
            if not part or part in found or others or one.tab != item.tab:
                break
            found[part] = one
            owner = owner or owner_of(one)
            at += step
    return Parts(**found)


def parts_at(model: Any, item: Any) -> Parts:
    """The address of the item in hand, without what cannot be typed into now."""
    parts = parts_among(beside(model, item), item)
    return Parts(**{name: one for name, one in vars(parts).items() if one is not None and is_open(model, one)})


def texts_for(model: Any, item: Any, picked: Address, typed_rest: str = "") -> Filled:
    """The texts that a picked address gives, and where the cursor goes: to the 番地, which stays visibly empty.

    `typed_rest` is a 番地 that was typed with the address. What stands in 所在地(続き) already is kept.
    """
    parts = parts_at(model, item)
    rest = picked.rest or typed_rest
    texts: dict[str, str] = {}
    if parts.postal is not None:
        texts[parts.postal.name] = picked.postal
    if parts.prefecture is not None and parts.address is not None:
        texts[parts.prefecture.name] = picked.prefecture
    if parts.rest is not None and rest and not text_of(model, parts.rest).strip():
        texts[parts.rest.name] = rest
    if parts.address is None:
        return Filled(texts)
    if parts.address.kind.name == "address":
        texts[parts.address.name] = picked.code
    else:
        texts[parts.address.name] = base_of(parts, picked) + (rest if parts.rest is None else "")
    return Filled(texts, then=(parts.rest or parts.address).name)


def base_of(parts: Parts, picked: Address) -> str:
    """The address down to the 町域 as its item holds it: without the 都道府県 where that has an item of its own."""
    return picked.city + picked.town if parts.prefecture is not None else picked.text


def agrees(model: Any, parts: Parts, found: Sequence[Address]) -> bool:
    """Does what stands in the address item go with one of these addresses?"""
    from shuro.kernel.postal_table import address_key

    key = address_key(text_of(model, parts.address))
    return any(key.startswith(address_key(base_of(parts, one))) for one in found)
