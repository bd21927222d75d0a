"""Icons, help and other files that come with the program."""
