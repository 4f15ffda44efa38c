"""Speed and memory, each beside its peer or floor measured in the same run; ratios count, milliseconds do not."""
