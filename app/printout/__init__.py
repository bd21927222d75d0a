"""What a grid shows, on its way out: as a table of values in CSV or Excel's format, and on paper."""
