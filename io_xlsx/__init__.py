"""The workbook file: read, patched, made; knows tables and Books, no domain."""
