"""Pictures of every tab, dialog and empty state, and the scenes that they and the audit of the look share."""
