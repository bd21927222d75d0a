"""Tests of io_xlsx.parts."""
