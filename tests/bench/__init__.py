"""Measurements, run by hand; never asserted."""
