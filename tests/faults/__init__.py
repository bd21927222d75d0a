"""The project's own fault tests: what a process, a disk, a second editor or a bad file can do to a workbook."""
