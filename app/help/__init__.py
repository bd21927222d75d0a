"""The help: pages made from the tables, the commands and the command line, and a few written by hand."""
