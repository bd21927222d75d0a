"""The Bills tab."""
