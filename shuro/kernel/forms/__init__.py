"""Printed forms (帳票): one grid module draws them all, as .xlsx, as PDF and as a preview on the terminal (SYS-43).

The print of a record type is a function `(desk, entry) -> Document` built with `Page.box`, `pair`, `text`, `table`,
`listing`, `figures` and `continuation`.
"""

from shuro.kernel.forms.figures import Face, Heading, figures
from shuro.kernel.forms.layout import (
    ALL,
    NONE,
    UNDER,
    Box,
    Document,
    DoesNotFit,
    Frame,
    Page,
    Struck,
    cells,
    continuation,
    listing,
    spread,
)
from shuro.kernel.forms.pdf import to_pdf
from shuro.kernel.forms.preview import preview
from shuro.kernel.forms.workbook import save_form

__all__ = [
    "ALL",
    "NONE",
    "UNDER",
    "Box",
    "Document",
    "DoesNotFit",
    "Face",
    "Frame",
    "Heading",
    "Page",
    "Struck",
    "cells",
    "continuation",
    "figures",
    "listing",
    "preview",
    "save_form",
    "spread",
    "to_pdf",
]
