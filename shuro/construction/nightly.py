"""Tasks of the night of 外国人就労管理システム."""

from __future__ import annotations

from shuro.kernel.attachments import remove_unused
from shuro.kernel.nightly import Task

TASKS = (Task("unused-files", "登録されなかった添付ファイルの消去", remove_unused),)
