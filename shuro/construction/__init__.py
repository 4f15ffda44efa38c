"""外国人就労管理システム: plans to accept specified skilled workers in construction, and the count of full-time staff."""

REALM = "gaikokujin"
LABEL = "外国人就労管理システム"
