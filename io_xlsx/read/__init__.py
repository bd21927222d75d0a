"""From a file to a Book, and where everything stands in it."""
