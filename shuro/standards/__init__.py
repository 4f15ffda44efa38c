"""労働基準行政情報システム: one module a subsystem."""

LABEL = "労働基準行政情報システム"
