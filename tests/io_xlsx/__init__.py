"""Tests of io_xlsx."""
