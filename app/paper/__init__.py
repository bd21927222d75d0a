"""Pages: shown before they go anywhere, saved as PDF, printed."""
