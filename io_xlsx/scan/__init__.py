"""Looks into a finished file for what must not be there; shares no code with what writes files."""

from io_xlsx.scan.index import Index, normalised
from io_xlsx.scan.pieces import Piece, pieces_of
from io_xlsx.scan.sheets import Cell, Sheets, read_sheets

__all__ = ["Cell", "Index", "Piece", "Sheets", "normalised", "pieces_of", "read_sheets"]
