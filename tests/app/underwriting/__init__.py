"""The Underwriting tab, as a person uses it."""
