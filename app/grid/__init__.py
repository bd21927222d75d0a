"""The grid that every tab shares."""
