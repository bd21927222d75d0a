"""Workbooks that other programs saved, and the script that makes them."""
