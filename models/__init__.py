"""The deals and the household in pandas frames; no Qt, no Excel, no files, no clock."""
