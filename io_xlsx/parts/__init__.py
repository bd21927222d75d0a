"""What a workbook file is made of: the zip, XML, cells, sheets and tables."""
