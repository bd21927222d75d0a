"""Tests of io_xlsx.read."""
