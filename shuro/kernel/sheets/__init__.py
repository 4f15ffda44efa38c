"""Spreadsheets in and out: the one door to .xlsx and .csv for lists (SYS-42). Forms are drawn by shuro.kernel.forms."""

from shuro.kernel.sheets.guard import LIMITS, Limits
from shuro.kernel.sheets.reading import Row, headings, read_rows
from shuro.kernel.sheets.whole import SheetTrouble, whole_file
from shuro.kernel.sheets.writing import write_csv, write_xlsx

__all__ = ["LIMITS", "Limits", "Row", "SheetTrouble", "headings", "read_rows", "whole_file", "write_csv", "write_xlsx"]
