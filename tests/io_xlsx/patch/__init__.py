"""Tests of io_xlsx.patch."""
