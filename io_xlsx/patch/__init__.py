"""From cell edits to a new file in which nothing else differs."""
