"""Measurements, run by hand with `make bench`; nothing here is asserted, the machines are shared and noisy."""
